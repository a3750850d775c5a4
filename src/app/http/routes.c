/*
 * A request passes, in this order: its Host, its route, its Origin (where it changes
 * something or upgrades), its credential, what its path names, its body. The first that does not
 * hold answers it.
 */
#include "app/http/routes.h"

#include "app/http/api_login.h"
#include "app/http/api_sessions.h"
#include "app/http/api_status.h"
#include "app/http/api_tmux.h"
#include "app/http/api_window.h"
#include "app/http/events.h"
#include "app/io/raw.h"
#include "app/request/lists.h"
#include "app/view/attach.h"
#include "app/view/viewer.h"
#include "net/assets.h"
#include "net/fields.h"
#include "net/respond.h"
#include "net/upgrade.h"

enum needs { NEEDS_NOTHING, NEEDS_LOOK, NEEDS_FULL };

struct route {
    enum http_method method;
    const char
        *pattern; /* words, {s} a session's name, {i} a window's index, {t} an id of tmux's */
    void (*handle)(const struct call *k);
    enum needs needs;
    bool body;    /* a JSON object */
    bool upgrade; /* to a WebSocket */
};

static const struct route routes[] = {
    {HTTP_GET, "/health", api_health, NEEDS_NOTHING, false, false},
    {HTTP_POST, "/api/login", api_login, NEEDS_NOTHING, true, false},
    {HTTP_GET, "/api/login", api_login_state, NEEDS_LOOK, false, false},
    {HTTP_POST, "/api/logout", api_logout, NEEDS_NOTHING, false, false},
    {HTTP_GET, "/api/sessions", api_sessions, NEEDS_LOOK, false, false},
    {HTTP_POST, "/api/sessions", api_session_open, NEEDS_FULL, true, false},
    {HTTP_PATCH, "/api/sessions/{s}", api_session_rename, NEEDS_FULL, true, false},
    {HTTP_DELETE, "/api/sessions/{s}", api_session_close, NEEDS_FULL, false, false},
    {HTTP_GET, "/api/sessions/{s}/windows", api_windows, NEEDS_LOOK, false, false},
    {HTTP_POST, "/api/sessions/{s}/windows", api_window_open, NEEDS_FULL, true, false},
    {HTTP_PATCH, "/api/sessions/{s}/windows/{i}", api_window_change, NEEDS_FULL, true, false},
    {HTTP_DELETE, "/api/sessions/{s}/windows/{i}", api_window_close, NEEDS_FULL, false, false},
    {HTTP_POST, "/api/sessions/{s}/windows/{i}/restart", api_window_restart, NEEDS_FULL, false,
     false},
    {HTTP_POST, "/api/sessions/{s}/windows/{i}/input", api_input, NEEDS_FULL, true, false},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/line", api_line, NEEDS_LOOK, false, false},
    {HTTP_POST, "/api/sessions/{s}/windows/{i}/line", api_line_change, NEEDS_FULL, true, false},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/attach", api_attach, NEEDS_LOOK, false, true},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/screen", api_screen, NEEDS_LOOK, false, false},
    {HTTP_GET, "/api/tmux", api_tmux, NEEDS_LOOK, false, false},
    {HTTP_POST, "/api/tmux", api_tmux_new, NEEDS_FULL, true, false},
    {HTTP_PATCH, "/api/tmux/{t}", api_tmux_rename, NEEDS_FULL, true, false},
    {HTTP_DELETE, "/api/tmux/{t}", api_tmux_kill, NEEDS_FULL, false, false},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/raw", api_raw, NEEDS_LOOK, false, false},
    {HTTP_GET, "/ws", api_attach, NEEDS_LOOK, false, true},
    {HTTP_GET, "/api/connections", api_connections, NEEDS_LOOK, false, false},
    {HTTP_GET, "/api/status", api_status, NEEDS_LOOK, false, false},
    {HTTP_GET, "/api/samples", api_samples, NEEDS_LOOK, false, false},
    {HTTP_GET, "/api/log", api_log, NEEDS_LOOK, false, false},
    {HTTP_GET, "/api/events", api_events, NEEDS_LOOK, false, false},
    {HTTP_GET, "/metrics", api_metrics, NEEDS_LOOK, false, false},
};

static const struct route page = {HTTP_GET, "/", api_page, NEEDS_NOTHING, false, false};

#define ROUTES (COUNT(routes))

/* What a path names, decoded. */
struct names {
    char session[LIMIT_NAME_BYTES];
    size_t session_len;
    uint64_t index;
    struct tmux_id tmux;
};

/* Whether one word of the path is what the pattern has there; notes what it names. */
static bool match_word(struct slice pattern, struct slice word, struct names *n)
{
    if (slice_equal(pattern, SLICE("{s}")))
        return http_decode(word, n->session, sizeof n->session, &n->session_len);
    if (slice_equal(pattern, SLICE("{i}")))
        return slice_u64(word, &n->index);
    if (slice_equal(pattern, SLICE("{t}"))) {
        char id[16];
        size_t len;
        return http_decode(word, id, sizeof id, &len) &&
               tmux_read_id(slice_make(id, len), &n->tmux);
    }
    return slice_equal(pattern, word);
}

static bool match(const char *pattern, struct slice path, struct names *n)
{
    struct slice p = slice_of(pattern), pattern_word, word;
    while (p.len > 0 && path.len > 0) {
        bool more = slice_find(p, '/') >= 0;
        if (more != (slice_find(path, '/') >= 0))
            return false;
        p = slice_cut(p, '/', &pattern_word);
        path = slice_cut(path, '/', &word);
        if (!match_word(pattern_word, word, n))
            return false;
    }
    return p.len == 0 && path.len == 0;
}

static enum http_method method_of(const struct http_request *r)
{
    return r->method == HTTP_HEAD ? HTTP_GET : r->method;
}

/* The path below the base; false where it is not below it. Who is trusted on this machine need not
 * know the base. */
static bool below_base(const struct conn *c, struct slice path, struct slice *below)
{
    struct slice base = slice_of(app.config->base);
    if (conn_is_trusted(c) && slice_starts(path, SLICE("/api/")))
        base.len = 0;
    *below = slice_from(path, base.len);
    return slice_starts(path, base) && below->len > 0 && below->at[0] == '/';
}

/* The route of a request, or NULL; allowed gathers the methods of the path where only the method is
 * wrong. */
static const struct route *find(const struct http_request *r, struct slice path, struct names *n,
                                struct text *allowed)
{
    for (size_t i = 0; i < ROUTES; i++) {
        struct names here = {0};
        if (!match(routes[i].pattern, path, &here))
            continue;
        *n = here;
        if (routes[i].method == method_of(r))
            return &routes[i];
        text_str(allowed, allowed->len > 0 ? ", " : "");
        text_str(allowed, http_method_name(routes[i].method));
        if (routes[i].method == HTTP_GET)
            text_str(allowed, ", HEAD");
    }
    if (allowed->len > 0 || !assets_find(path))
        return NULL;
    if (method_of(r) == HTTP_GET)
        return &page;
    text_str(allowed, "GET, HEAD");
    return NULL;
}

static void refuse_method(struct conn *c, const struct text *allowed)
{
    TEXT(field, 128);
    text_str(&field, "Allow: ");
    text_add(&field, text_slice(allowed));
    text_str(&field, "\r\n");
    http_error_with(c, 405, "this path has other methods", &field);
}

/* "/x" is the page at "/x/". */
static void redirect_to_base(struct conn *c)
{
    TEXT(field, LIMIT_PATH_BYTES + 32);
    text_str(&field, "Location: ");
    text_str(&field, app.config->base);
    text_str(&field, "/\r\n");
    http_answer(c, 308, "text/plain", NULL, &field);
}

static bool find_named(struct call *k, const struct names *n)
{
    if (n->session_len == 0)
        return true;
    k->session = sessions_by_name(slice_make(n->session, n->session_len));
    return k->session != NULL;
}

static bool names_window(const struct route *route)
{
    struct slice rest = slice_of(route->pattern), word;
    while (rest.len > 0) {
        rest = slice_cut(rest, '/', &word);
        if (slice_equal(word, SLICE("{i}")))
            return true;
    }
    return false;
}

/* The credential that the route needs; false: answered. The tty dialect may bring its own in its
 * first message. */
static bool permitted(struct call *k, const struct route *route)
{
    bool refused = false;
    if (route->needs == NEEDS_NOTHING)
        return true;
    k->role = auth_request(k->conn, k->request, route->upgrade, k->now_ms, &refused);
    if (refused) {
        http_error_with(k->conn, 429, "too many wrong tokens from this address; wait a minute",
                        TEXT_OF("Retry-After: 60\r\n"));
        return false;
    }
    bool later = route->upgrade && attach_accepts_late_credential(k->request);
    if (k->role == ROLE_NONE && !later) {
        http_error_with(k->conn, 401, "a token is needed: log in, or send it as Bearer or Basic",
                        TEXT_OF("WWW-Authenticate: Bearer realm=\"boundtty\"\r\n"));
        return false;
    }
    if (route->needs == NEEDS_FULL && k->role != ROLE_FULL) {
        http_error(k->conn, 403, "the viewer token may look, not change");
        return false;
    }
    return true;
}

static bool same_site(struct call *k, const struct route *route)
{
    bool reads = route->method == HTTP_GET && !route->upgrade;
    if (reads || auth_origin(k->request))
        return true;
    http_error(k->conn, 403, "this Origin is not the page's own");
    return false;
}

static bool has_body(const struct http_request *r)
{
    return r->has_length || r->chunked;
}

/* Everything before the body. The route, or NULL: answered. */
static const struct route *admit(struct call *k)
{
    struct slice path;
    struct names n = {0};
    TEXT(allowed, 64);
    if (!auth_host(k->conn, k->request)) {
        http_error(k->conn, 403,
                   "this Host is none of this machine's names; allow it with host = NAME");
        return NULL;
    }
    if (slice_equal(k->request->path, slice_of(app.config->base)) && app.config->base[0]) {
        redirect_to_base(k->conn);
        return NULL;
    }
    const struct route *route =
        below_base(k->conn, k->request->path, &path) ? find(k->request, path, &n, &allowed) : NULL;
    if (!route && allowed.len > 0)
        refuse_method(k->conn, &allowed);
    else if (!route)
        http_error(k->conn, 404, "there is nothing at this path");
    if (!route || !same_site(k, route) || !permitted(k, route))
        return NULL;
    k->tmux = n.tmux;
    if (find_named(k, &n) && names_window(route))
        k->window = windows_by_index(k->session, (uint32_t)n.index);
    if (n.session_len > 0 && !k->session)
        http_error(k->conn, 404, "there is no session of this name");
    else if (names_window(route) && !k->window)
        http_error(k->conn, 404, "the session has no window of this index");
    else
        return route;
    return NULL;
}

static void on_request(struct conn *c, const struct http_request *r, uint64_t now_ms)
{
    struct call k = {.conn = c, .request = r, .now_ms = now_ms};
    const struct route *route = admit(&k);
    if (!route)
        return;
    if (route->body && !has_body(r))
        http_error(c, 411, "a JSON body is needed, with its Content-Length");
    else if (route->body)
        http_want_body(c, true);
    else
        route->handle(&k);
}

static void on_whole_body(struct conn *c, const struct http_request *r, struct slice body,
                          uint64_t now_ms)
{
    struct call k = {.conn = c, .request = r, .now_ms = now_ms};
    const struct route *route = admit(&k);
    if (!route)
        return;
    k.body = json_read(body);
    if (k.body.type != JSON_OBJECT)
        http_error(c, 400, "the body is not a JSON object");
    else
        route->handle(&k);
}

/* No route streams a body. */
static size_t on_body(struct conn *c, struct slice piece, bool last, uint64_t now_ms)
{
    (void)c;
    (void)last;
    (void)now_ms;
    return piece.len;
}

static void on_writable(struct conn *c, uint64_t now_ms)
{
    (void)now_ms;
    lists_writable(c);
    raw_writable(c);
}

static void on_closed(struct conn *c, uint64_t now_ms)
{
    (void)now_ms;
    lists_close(c);
    events_close(c);
    raw_close(c);
    viewer_close(c);
}

const struct net_app routes_app = {
    .request = on_request,
    .body = on_body,
    .whole_body = on_whole_body,
    .message = attach_message,
    .writable = on_writable,
    .closed = on_closed,
};

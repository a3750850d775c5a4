/* A path is compared word by word with every pattern; the page's files come after the routes. */
#include "app/http/routes.h"

#include "app/http/api_login.h"
#include "app/http/api_sessions.h"
#include "app/http/api_status.h"
#include "app/http/api_tmux.h"
#include "app/http/api_window.h"
#include "app/http/waits.h"
#include "base/bug.h"
#include "net/assets.h"
#include "net/fields.h"

static const struct route routes[] = {
    {HTTP_GET, "/health", api_health, ROUTE_ANYHOST, NULL},
    {HTTP_POST, "/api/login", api_login, ROUTE_BODY, "token"},
    {HTTP_GET, "/api/login", api_login_state, ROUTE_LOOK, NULL},
    {HTTP_POST, "/api/logout", api_logout, 0, NULL},
    {HTTP_GET, "/api/sessions", api_sessions, ROUTE_LOOK, NULL},
    {HTTP_POST, "/api/sessions", api_session_open, ROUTE_FULL | ROUTE_BODY | ROUTE_SOURCE,
     "name source command respawn"},
    {HTTP_PATCH, "/api/sessions/{s}", api_session_rename, ROUTE_FULL | ROUTE_BODY, "name"},
    {HTTP_DELETE, "/api/sessions/{s}", api_session_close, ROUTE_FULL, NULL},
    {HTTP_GET, "/api/sessions/{s}/windows", api_windows, ROUTE_LOOK, NULL},
    {HTTP_POST, "/api/sessions/{s}/windows", api_window_open,
     ROUTE_FULL | ROUTE_BODY | ROUTE_SOURCE, "name source command respawn"},
    {HTTP_PATCH, "/api/sessions/{s}/windows/{i}", api_window_change,
     ROUTE_FULL | ROUTE_BODY | ROUTE_WINDOW, "name respawn"},
    {HTTP_DELETE, "/api/sessions/{s}/windows/{i}", api_window_close, ROUTE_FULL | ROUTE_WINDOW,
     NULL},
    {HTTP_POST, "/api/sessions/{s}/windows/{i}/restart", api_window_restart,
     ROUTE_FULL | ROUTE_WINDOW, NULL},
    {HTTP_POST, "/api/sessions/{s}/windows/{i}/input", api_input,
     ROUTE_FULL | ROUTE_BODY | ROUTE_WINDOW, "data base64 incarnation raw"},
    {HTTP_DELETE, "/api/sessions/{s}/windows/{i}/input", api_input_discard,
     ROUTE_FULL | ROUTE_WINDOW, NULL},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/line", api_line, ROUTE_LOOK | ROUTE_WINDOW, NULL},
    {HTTP_POST, "/api/sessions/{s}/windows/{i}/line", api_line_change,
     ROUTE_FULL | ROUTE_BODY | ROUTE_WINDOW,
     "speed frame flow dtr rts guess break_ms dtr_pulse_ms rts_pulse_ms"},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/attach", api_attach,
     ROUTE_LOOK | ROUTE_UPGRADE | ROUTE_WINDOW, NULL},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/screen", api_screen, ROUTE_LOOK | ROUTE_WINDOW, NULL},
    {HTTP_GET, "/api/tmux", api_tmux, ROUTE_LOOK, NULL},
    {HTTP_POST, "/api/tmux", api_tmux_new, ROUTE_FULL | ROUTE_BODY, "name session"},
    {HTTP_PATCH, "/api/tmux/{t}", api_tmux_rename, ROUTE_FULL | ROUTE_BODY, "name"},
    {HTTP_DELETE, "/api/tmux/{t}", api_tmux_kill, ROUTE_FULL, NULL},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/raw", api_raw, ROUTE_LOOK | ROUTE_WINDOW, NULL},
    {HTTP_GET, "/ws", api_attach, ROUTE_LOOK | ROUTE_UPGRADE, NULL},
    {HTTP_GET, "/api/connections", api_connections, ROUTE_LOOK, NULL},
    {HTTP_GET, "/api/status", api_status, ROUTE_LOOK, NULL},
    {HTTP_GET, "/api/samples", api_samples, ROUTE_LOOK, NULL},
    {HTTP_GET, "/api/log", api_log, ROUTE_LOOK, NULL},
    {HTTP_GET, "/api/events", api_events, ROUTE_LOOK, NULL},
    {HTTP_GET, "/metrics", api_metrics, ROUTE_LOOK, NULL},
    {HTTP_GET, "/api/sessions/{s}/windows/{i}/wait", api_wait, ROUTE_LOOK | ROUTE_WINDOW, NULL},
};

static const struct route page = {HTTP_GET, "/", api_page, 0, NULL};

/* Whether one word of a path matches that of the pattern; stores the object that it names. */
static bool routes_match_word(struct slice pattern, struct slice word, struct route_names *n)
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

static bool routes_match(const char *pattern, struct slice path, struct route_names *n)
{
    struct slice p = slice_of(pattern), pattern_word, word;
    while (p.len > 0 && path.len > 0) {
        bool more = slice_find(p, '/') >= 0;
        if (more != (slice_find(path, '/') >= 0))
            return false;
        p = slice_cut(p, '/', &pattern_word);
        path = slice_cut(path, '/', &word);
        if (!routes_match_word(pattern_word, word, n))
            return false;
    }
    return p.len == 0 && path.len == 0;
}

const struct route *routes_find(enum http_method method, struct slice path,
                                struct route_names *names, struct text *allowed)
{
    enum http_method as = method == HTTP_HEAD ? HTTP_GET : method;
    for (size_t i = 0; i < COUNT(routes); i++) {
        struct route_names here = {0};
        if (!routes_match(routes[i].pattern, path, &here))
            continue;
        *names = here;
        if (routes[i].method == as)
            return &routes[i];
        text_str(allowed, allowed->len > 0 ? ", " : "");
        text_str(allowed, http_method_name(routes[i].method));
        if (routes[i].method == HTTP_GET)
            text_str(allowed, ", HEAD");
    }
    if (allowed->len > 0 || !assets_find(path))
        return NULL;
    if (as == HTTP_GET)
        return &page;
    text_str(allowed, "GET, HEAD");
    return NULL;
}

/* The place of a name in the list of words, or among the options of sources after it; -1:
 * neither. */
static int routes_member_place(const struct route *route, struct json name)
{
    struct slice rest = slice_of(route->members), word;
    int place = 0;
    const char *option;
    size_t at = 0;
    for (; rest.len > 0; place++) {
        rest = slice_cut(rest, ' ', &word);
        if (json_string_is(name, word))
            return place;
    }
    while ((route->flags & ROUTE_SOURCE) && (option = source_option_name(&at)) != NULL) {
        if (json_string_is(name, slice_of(option)))
            return place;
        place++;
    }
    return -1;
}

static bool routes_refuse_member(struct text *error, struct json name, const char *what)
{
    char text[LIMIT_NAME_BYTES];
    size_t len = 0;
    text_str(error, what);
    text_str(error, json_string(name, text, sizeof text, &len) ? text : "(a long name)");
    return false;
}

bool routes_check_members(const struct route *route, struct json body, struct text *error)
{
    struct json name, value;
    size_t cursor = 0;
    uint64_t seen = 0;
    while (json_next_member(body, &cursor, &name, &value)) {
        int place = routes_member_place(route, name);
        if (place < 0)
            return routes_refuse_member(error, name, "unknown member: ");
        BUG_UNLESS(place < 64);
        if (seen >> place & 1)
            return routes_refuse_member(error, name, "a member is given twice: ");
        seen |= UINT64_C(1) << place;
    }
    return true;
}

/* A request is checked in this order: Host, route, Origin (if it changes something or upgrades),
 * credential, objects named by the path, body. The first check that fails answers it. */
#include "app/http/dispatch.h"

#include "app/http/events.h"
#include "app/http/routes.h"
#include "app/http/waits.h"
#include "app/io/raw.h"
#include "app/request/lists.h"
#include "app/view/attach.h"
#include "app/view/viewer.h"
#include "net/respond.h"

/* Gets the part of the path below the base; false: the path is not below it. A trusted client of
 * this machine may use /api/ without the base. */
static bool below_base(const struct conn *c, struct slice path, struct slice *below)
{
    struct slice base = slice_of(app.config->base);
    if (conn_is_trusted(c) && slice_starts(path, SLICE("/api/")))
        base.len = 0;
    *below = slice_from(path, base.len);
    return slice_starts(path, base) && below->len > 0 && below->at[0] == '/';
}

static void dispatch_refuse_method(struct conn *c, const struct text *allowed)
{
    TEXT(field, ROUTES_ALLOWED_MAX + 16);
    text_str(&field, "Allow: ");
    text_add(&field, text_slice(allowed));
    text_str(&field, "\r\n");
    http_error_with(c, 405, "this path has other methods", &field);
}

/* Redirects the base without its final slash ("/x") to the page ("/x/"). */
static void dispatch_redirect_to_base(struct conn *c)
{
    TEXT(field, LIMIT_PATH_BYTES + 32);
    text_str(&field, "Location: ");
    text_str(&field, app.config->base);
    text_str(&field, "/\r\n");
    http_answer(c, 308, "text/plain", NULL, &field);
}

/* OPTIONS of a path, or of the server: "*" (RFC 9110 section 9.3.7). */
static void dispatch_options(struct conn *c, const struct text *allowed)
{
    TEXT(field, ROUTES_ALLOWED_MAX + 32);
    text_str(&field, "Allow: ");
    text_add(&field, text_slice(allowed));
    text_str(&field, ", OPTIONS\r\n");
    http_answer(c, 204, NULL, NULL, &field);
}

/* Answers a request for which there is no route. */
static void dispatch_no_route(const struct call *k, const struct text *allowed)
{
    if (k->request->method == HTTP_OTHER)
        http_error(k->conn, 501, "this server has no such method");
    else if (allowed->len == 0)
        http_error(k->conn, 404, "not found");
    else if (k->request->method == HTTP_OPTIONS)
        dispatch_options(k->conn, allowed);
    else
        dispatch_refuse_method(k->conn, allowed);
}

/* Checks the Host and finds the route. NULL: the request was answered. */
static const struct route *dispatch_find_route(const struct call *k, struct route_names *names)
{
    struct slice path;
    const struct route *route = NULL;
    TEXT(allowed, ROUTES_ALLOWED_MAX);
    if (below_base(k->conn, k->request->path, &path))
        route = routes_find(k->request->method, path, names, &allowed);
    if (!(route && route->flags & ROUTE_ANYHOST) && !auth_host(k->conn, k->request)) {
        http_error(k->conn, 403,
                   "unknown Host; add it with host = NAME, or in a proxy in front: "
                   "proxy_set_header Host $http_host;");
        return NULL;
    }
    if (slice_equal(k->request->path, slice_of(app.config->base)) && app.config->base[0]) {
        dispatch_redirect_to_base(k->conn);
        return NULL;
    }
    if (slice_equal(k->request->path, SLICE("*")))
        text_str(&allowed, "GET, HEAD, POST, PATCH, DELETE");
    if (!route)
        dispatch_no_route(k, &allowed);
    return route;
}

/* Checks the Origin, if the request changes something or upgrades. False: the request was
 * answered. */
static bool dispatch_check_origin(const struct call *k, const struct route *route)
{
    bool reads = route->method == HTTP_GET && !(route->flags & ROUTE_UPGRADE);
    if (reads || auth_origin(k->request))
        return true;
    http_error(k->conn, 403,
               "this Origin is not the page's own; in a proxy in front add: "
               "proxy_set_header Host $http_host;");
    return false;
}

/* Checks the credential that the route needs. False: the request was answered. */
static bool dispatch_check_credential(struct call *k, const struct route *route)
{
    bool refused = false, upgrade = (route->flags & ROUTE_UPGRADE) != 0;
    if (!(route->flags & (ROUTE_LOOK | ROUTE_FULL)))
        return true;
    k->role = auth_request(k->conn, k->request, upgrade, k->now_ms, &refused);
    if (refused) {
        http_error_with(k->conn, 429, "too many wrong tokens from this address; wait a minute",
                        TEXT_OF("Retry-After: 60\r\n"));
        return false;
    }
    if (k->role == ROLE_NONE && !(upgrade && attach_accepts_late_credential(k->request))) {
        http_error_with(k->conn, 401,
                        auth_has_credential(k->request, upgrade)
                            ? "this token or login is not valid: the token is in the file `token` "
                              "of the state directory"
                            : "a token is needed: log in, or send it as Bearer or Basic",
                        TEXT_OF("WWW-Authenticate: Bearer realm=\"boundtty\"\r\n"));
        return false;
    }
    if ((route->flags & ROUTE_FULL) && k->role != ROLE_FULL) {
        http_error(k->conn, 403, "the viewer token may look, not change");
        return false;
    }
    return true;
}

/* Finds the session and window that the path names. False: the request was answered. */
static bool dispatch_find_names(struct call *k, const struct route *route,
                                const struct route_names *names)
{
    k->tmux = names->tmux;
    if (names->session_len == 0)
        return true;
    k->session = sessions_by_name(slice_make(names->session, names->session_len));
    if (!k->session) {
        http_error(k->conn, 404, "there is no session of this name");
        return false;
    }
    if (!(route->flags & ROUTE_WINDOW))
        return true;
    if (names->index <= UINT32_MAX)
        k->window = windows_by_index(k->session, (uint32_t)names->index);
    if (!k->window)
        http_error(k->conn, 404, "the session has no window of this index");
    return k->window != NULL;
}

static bool has_body(const struct http_request *r)
{
    return r->has_length || r->chunked;
}

/* Makes all checks that precede the body. Returns the route; NULL: the request was answered. */
static const struct route *dispatch_admit(struct call *k)
{
    struct route_names names = {0};
    const struct route *route = dispatch_find_route(k, &names);
    if (route && dispatch_check_origin(k, route) && dispatch_check_credential(k, route) &&
        dispatch_find_names(k, route, &names))
        return route;
    return NULL;
}

static void dispatch_request(struct conn *c, const struct http_request *r, uint64_t now_ms)
{
    struct call k = {.conn = c, .request = r, .now_ms = now_ms};
    const struct route *route = dispatch_admit(&k);
    if (!route)
        return;
    bool body = (route->flags & ROUTE_BODY) != 0;
    if (body && !has_body(r))
        http_error(c, 411, "a JSON body is needed, with its Content-Length");
    else if (body)
        http_want_body(c, true);
    else
        route->handle(&k);
}

static void dispatch_whole_body(struct conn *c, const struct http_request *r, struct slice body,
                                uint64_t now_ms)
{
    struct call k = {.conn = c, .request = r, .now_ms = now_ms};
    const struct route *route = dispatch_admit(&k);
    if (!route)
        return;
    k.body = json_read(body);
    TEXT(error, ROUTES_MEMBER_MAX);
    if (k.body.type != JSON_OBJECT)
        http_error(c, 400, "the body is not a JSON object");
    else if (!routes_check_members(route, k.body, &error))
        http_error(c, 400, text_end(&error));
    else
        route->handle(&k);
}

/* No route streams a body. */
static size_t dispatch_body(struct conn *c, struct slice piece, bool last, uint64_t now_ms)
{
    (void)c;
    (void)last;
    (void)now_ms;
    return piece.len;
}

static void dispatch_writable(struct conn *c, uint64_t now_ms)
{
    (void)now_ms;
    lists_writable(c);
    raw_writable(c);
}

static void dispatch_closed(struct conn *c, uint64_t now_ms)
{
    (void)now_ms;
    lists_close(c);
    events_close(c);
    raw_close(c);
    waits_close(c);
    viewer_close(c);
}

const struct net_app dispatch_app = {
    .request = dispatch_request,
    .body = dispatch_body,
    .whole_body = dispatch_whole_body,
    .message = attach_message,
    .writable = dispatch_writable,
    .closed = dispatch_closed,
};

/* Routes: the handler of a request, and the objects that its path names. */
#include "app/http/api_login.h"
#include "app/http/api_sessions.h"
#include "app/http/api_status.h"
#include "app/http/api_tmux.h"
#include "app/http/api_window.h"
#include "app/http/routes.h"
#include "check.h"

static struct route_names names;
static char allowed_storage[ROUTES_ALLOWED_MAX];
static struct text allowed;

static const struct route *find(enum http_method method, const char *path)
{
    names = (struct route_names){0};
    text_init(&allowed, allowed_storage, sizeof allowed_storage);
    return routes_find(method, slice_of(path), &names, &allowed);
}

static void handlers(void)
{
    STORY("a method and a path select one handler")
    {
        CHECK(find(HTTP_GET, "/api/sessions")->handle == api_sessions);
        CHECK(find(HTTP_POST, "/api/sessions")->handle == api_session_open);
        CHECK(find(HTTP_PATCH, "/api/sessions/main/windows/0")->handle == api_window_change);
        CHECK(find(HTTP_GET, "/ws")->handle == api_attach);
    }
    STORY("HEAD has the routes of GET")
    {
        CHECK(find(HTTP_HEAD, "/api/sessions")->handle == api_sessions);
        CHECK(!find(HTTP_HEAD, "/api/logout"));
    }
    STORY("the page's files come after the routes, and have only GET and HEAD")
    {
        CHECK(find(HTTP_GET, "/")->handle == api_page);
        CHECK(find(HTTP_HEAD, "/")->handle == api_page);
        CHECK(!find(HTTP_POST, "/"));
        CHECK_STR("GET, HEAD", text_end(&allowed));
        CHECK(!find(HTTP_GET, "/no-such-file"));
        CHECK_U64(0, allowed.len);
    }
    STORY("a path with another method is answered 405 with its methods")
    {
        CHECK(!find(HTTP_PUT, "/api/sessions"));
        CHECK_STR("GET, HEAD, POST", text_end(&allowed));
        CHECK(!find(HTTP_GET, "/api/sessions/main"));
        CHECK_STR("PATCH, DELETE", text_end(&allowed));
        CHECK(!find(HTTP_OPTIONS, "/api/sessions/main/windows/0/line"));
        CHECK_STR("GET, HEAD, POST", text_end(&allowed));
    }
}

static void path_names(void)
{
    STORY("names are decoded")
    {
        CHECK(find(HTTP_GET, "/api/sessions/a%2Fb%20c/windows/17/screen")->handle == api_screen);
        CHECK_BYTES("a/b c", 5, names.session, names.session_len);
        CHECK_U64(17, names.index);
        CHECK(find(HTTP_PATCH, "/api/tmux/%243")->handle == api_tmux_rename);
        CHECK_U64('$', names.tmux.kind);
        CHECK_U64(3, names.tmux.number);
    }
    STORY("a path with an invalid name or index has no route")
    {
        CHECK(!find(HTTP_GET, "/api/sessions/main/windows/x/screen"));
        CHECK(!find(HTTP_GET, "/api/sessions/main/windows/-1/screen"));
        CHECK(!find(HTTP_DELETE, "/api/tmux/main"));
        CHECK(!find(HTTP_GET, "/api/sessions/%zz/windows"));
        CHECK_U64(0, allowed.len);
    }
    STORY("a path matches only as a whole")
    {
        CHECK(!find(HTTP_GET, "/api/sessions/"));
        CHECK(!find(HTTP_GET, "/api/sessions/main/windows/0/screen/x"));
        CHECK(!find(HTTP_GET, "/api/session"));
        CHECK(!find(HTTP_GET, "/api"));
    }
}

static void needs(void)
{
    STORY("a route that changes something needs the token, one that shows something either")
    {
        CHECK_U64(ROUTE_LOOK, find(HTTP_GET, "/api/status")->flags);
        CHECK_U64(ROUTE_FULL | ROUTE_BODY | ROUTE_SOURCE, find(HTTP_POST, "/api/sessions")->flags);
        CHECK_U64(ROUTE_FULL | ROUTE_WINDOW, find(HTTP_DELETE, "/api/sessions/a/windows/1")->flags);
        CHECK_U64(ROUTE_LOOK | ROUTE_UPGRADE | ROUTE_WINDOW,
                  find(HTTP_GET, "/api/sessions/a/windows/1/attach")->flags);
        CHECK_U64(ROUTE_ANYHOST, find(HTTP_GET, "/health")->flags);
        CHECK_U64(ROUTE_BODY, find(HTTP_POST, "/api/login")->flags);
    }
}

/* Returns the sentence about the members of a body; empty: they are those of the route. */
static const char *members(enum http_method method, const char *path, const char *body)
{
    static char storage[ROUTES_MEMBER_MAX];
    struct text error;
    const struct route *route = find(method, path);
    text_init(&error, storage, sizeof storage);
    bool good = routes_check_members(route, json_read(slice_of(body)), &error);
    CHECK(good == (error.len == 0) && !error.cut);
    return text_end(&error);
}

static void bodies(void)
{
    STORY("a body may have the members of its route, in any order")
    {
        CHECK_STR("", members(HTTP_POST, "/api/login", "{\"token\": 1}"));
        CHECK_STR("", members(HTTP_POST, "/api/sessions", "{}"));
        CHECK_STR("", members(HTTP_POST, "/api/sessions",
                              "{\"respawn\":1,\"target\":2,\"name\":3,\"user\":4,\"command\":[]}"));
        CHECK_STR("", members(HTTP_PATCH, "/api/sessions/a", "{\"na\\u006de\":1}"));
    }
    STORY("an unknown member is named, also one that another route has")
    {
        CHECK_STR("unknown member: commmand",
                  members(HTTP_POST, "/api/sessions", "{\"name\":1,\"commmand\":[\"x\"]}"));
        CHECK_STR("unknown member: Name", members(HTTP_PATCH, "/api/sessions/a", "{\"Name\":1}"));
        CHECK_STR("unknown member: respawn",
                  members(HTTP_PATCH, "/api/sessions/a", "{\"respawn\":1}"));
        CHECK_STR("unknown member: device",
                  members(HTTP_PATCH, "/api/sessions/a/windows/0", "{\"device\":1}"));
        CHECK_STR("unknown member: ", members(HTTP_POST, "/api/login", "{\"\":1}"));
        CHECK_STR("unknown member: nam", members(HTTP_PATCH, "/api/sessions/a", "{\"nam\":1}"));
        CHECK_STR("unknown member: name source",
                  members(HTTP_POST, "/api/sessions", "{\"name source\":1}"));
        CHECK_STR(
            "unknown member: (a long name)",
            members(HTTP_POST, "/api/login",
                    "{\"ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt\":1}"));
    }
    STORY("a member that is given twice is refused, whatever its spelling")
    {
        CHECK_STR("a member is given twice: name",
                  members(HTTP_PATCH, "/api/sessions/a", "{\"name\":1,\"name\":1}"));
        CHECK_STR("a member is given twice: env",
                  members(HTTP_POST, "/api/sessions", "{\"env\":1,\"\\u0065nv\":2}"));
    }
}

int main(void)
{
    bodies();
    handlers();
    path_names();
    needs();
    return check_end();
}

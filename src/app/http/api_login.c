/* A login is a cookie, for which the page sends the token once. */
#include "app/http/api_login.h"

#include "app/core/app.h"
#include "app/request/item.h"
#include "net/fields.h"
#include "net/respond.h"

/* A field line with the cookie's name, the secret, the base path and the attributes. */
#define COOKIE_FIELD_MAX (LIMIT_PATH_BYTES + 256)
#define TOKEN_MAX 512

_Static_assert(ITEM_ESCAPED(LIMIT_PATH_BYTES) + 128 <= ITEM_MAX, "the state of a login fits");

/* Whether the browser used https, as reported by a proxy. */
static bool came_by_https(const struct http_request *r)
{
    struct slice scheme;
    return http_field(r, "X-Forwarded-Proto", &scheme) &&
           slice_equal_nocase(scheme, SLICE("https"));
}

void api_login(const struct call *k)
{
    char token[TOKEN_MAX];
    size_t len = 0;
    bool refused = false;
    if (!json_string(json_member(k->body, "token"), token, sizeof token, &len)) {
        http_error(k->conn, 400, "token is a string");
        return;
    }
    enum role role = auth_token(k->conn, slice_make(token, len), k->now_ms, &refused);
    TEXT(fields, COOKIE_FIELD_MAX);
    if (refused)
        http_error_with(k->conn, 429, "too many wrong tokens from this address; wait a minute",
                        TEXT_OF("Retry-After: 60\r\n"));
    else if (role == ROLE_NONE)
        http_error(k->conn, 401, "this is not the token");
    else if (!auth_login(role, came_by_https(k->request), &fields))
        call_refuse(k, verdict_refuse(503, "the system has no entropy yet; try again"));
    else
        http_answer(k->conn, 204, NULL, NULL, &fields);
}

void api_login_state(const struct call *k)
{
    struct text *t = item_begin();
    TEXT(base, LIMIT_PATH_BYTES + 1);
    bool first = true;
    text_str(&base, app.config->base);
    text_char(&base, '/');
    text_char(t, '{');
    json_put_bool_member(t, &first, "readonly", k->role != ROLE_FULL);
    json_put_string_member(t, &first, "version", SLICE(BOUNDTTY_VERSION));
    json_put_string_member(t, &first, "base", text_slice(&base));
    text_char(t, '}');
    call_answer(k, 200, t);
}

void api_logout(const struct call *k)
{
    TEXT(fields, COOKIE_FIELD_MAX);
    auth_logout(k->request, &fields);
    http_answer(k->conn, 204, NULL, NULL, &fields);
}

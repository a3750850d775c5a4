/* A request with its route: the objects that its path names, the role of its sender, and the common
 * answers. */
#ifndef APP_CALL_H
#define APP_CALL_H

#include "app/request/auth.h"
#include "base/codec/json.h"
#include "base/verdict.h"
#include "source/tmux.h"

struct call {
    struct conn *conn;
    const struct http_request *request;
    struct json body; /* JSON_BAD if the route has no body */
    enum role role;
    struct session *session; /* NULL if the route names none */
    struct window *window;
    struct tmux_id tmux;
    uint64_t now_ms;
};

/* Whether a member of a body is missing or null. */
static inline bool call_absent(struct json member)
{
    return member.type == JSON_BAD || member.type == JSON_NULL;
}

void call_refuse(const struct call *k, struct verdict v); /* 503 has Retry-After: 10 */
void call_done(const struct call *k);                     /* answers 204 */
void call_answer(const struct call *k, unsigned status, const struct text *json);

#endif

/* A request that found its route: what its path names, who sends it, and the common answers. */
#ifndef APP_CALL_H
#define APP_CALL_H

#include "app/request/auth.h"
#include "base/codec/json.h"
#include "base/verdict.h"
#include "source/tmux.h"

struct call {
    struct conn *conn;
    const struct http_request *request;
    struct json body; /* JSON_BAD where the route has none */
    enum role role;
    struct session *session; /* where the route names one */
    struct window *window;
    struct tmux_id tmux;
    uint64_t now_ms;
};

/* A member of a body that is not there, or null. */
static inline bool call_absent(struct json member)
{
    return member.type == JSON_BAD || member.type == JSON_NULL;
}

void call_refuse(const struct call *k, struct verdict v); /* a 503 with Retry-After: 10 */
void call_done(const struct call *k);                     /* 204 */
void call_answer(const struct call *k, unsigned status, const struct text *json);

#endif

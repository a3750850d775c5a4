/* Answers that several handlers give. */
#include "app/request/call.h"

#include "net/respond.h"

void call_refuse(const struct call *k, struct verdict v)
{
    http_error_with(k->conn, v.status, v.sentence,
                    v.status == 503 ? TEXT_OF("Retry-After: 10\r\n") : NULL);
}

void call_done(const struct call *k)
{
    http_answer(k->conn, 204, NULL, NULL, NULL);
}

void call_answer(const struct call *k, unsigned status, const struct text *json)
{
    http_answer(k->conn, status, "application/json", json, NULL);
}

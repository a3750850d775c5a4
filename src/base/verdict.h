/*
 * The outcome of a person's request: done, or an HTTP status (RFC 9110 section 15) with a sentence
 * that states the problem and its remedy. 400: malformed; 404: not found; 409: well-formed, but in
 * conflict with the present state; 503: a table is full.
 */
#ifndef BASE_VERDICT_H
#define BASE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

struct verdict {
    uint16_t status;      /* 0: done */
    const char *sentence; /* a constant; NULL if the status is 0 */
};

#define VERDICT_DONE ((struct verdict){0, 0})

static inline struct verdict verdict_refuse(uint16_t status, const char *sentence)
{
    return (struct verdict){status, sentence};
}

static inline bool verdict_done(struct verdict v)
{
    return v.status == 0;
}

#endif

/* The counters of net/. They are defined below net/ because the board stores them, and they survive
 * the server. */
#ifndef BASE_TRAFFIC_H
#define BASE_TRAFFIC_H

#include "base/figures/histogram.h"

#define TRAFFIC_CLASSES 5 /* status classes: 1xx to 5xx */

struct traffic {
    uint64_t accepted;
    uint64_t displaced;                /* idle or slow connections closed for a new one */
    uint64_t over_share;               /* refused: their address had its share */
    uint64_t no_descriptor;            /* accept() without a descriptor (EMFILE, ENFILE) */
    uint64_t timed_out;                /* heads, bodies and responses past their deadline */
    uint64_t unanswered;               /* WebSockets that answered no ping */
    uint64_t received, sent;           /* bytes */
    uint64_t heads_too_large;          /* 414 and 431 */
    uint64_t bodies_too_large;         /* 413 */
    uint64_t messages_too_large;       /* close 1009 */
    uint64_t answers[TRAFFIC_CLASSES]; /* responses, by the class of their status */
    struct histogram request; /* from the turn that read a head until the response is sent */
    struct histogram turn;    /* the time between two waits of the loop */
};

#endif

/*
 * The rules by which a window's program is started again, without clock and without effect: what happened goes
 * in, and the deadline of the next start comes out in struct breaker (board/board.h).
 */
#ifndef APP_WINDOW_BREAKER_H
#define APP_WINDOW_BREAKER_H

#include "base/slice.h"
#include "board/board.h"

#define BREAKER_STARTS 10 /* starts that are remembered; half of them failed open the breaker */

struct breaker_times {
    uint32_t delay_ms, max_ms; /* the first pause before a start, and the longest */
    uint32_t cooldown_ms;      /* pause before an open breaker tries again */
    uint32_t min_uptime_ms;    /* a start that lives as long is good */
};

/* "never", "failure", "always"; false: the word is none of them. */
bool breaker_read_policy(struct slice word, enum respawn *policy);
const char *breaker_policy_name(const struct breaker *b);
const char *breaker_state_name(const struct breaker *b);

/* RESPAWN_NEVER forgets what was counted and what was planned. */
void breaker_choose(struct breaker *b, enum respawn policy);
void breaker_started(struct breaker *b, uint64_t now_ms);
/* The start has lived for min_uptime_ms: it is good. */
void breaker_lived(struct breaker *b);
/* The program is over, with success or not. May be called again for the same end, also under another policy. */
void breaker_ended(struct breaker *b, const struct breaker_times *with, bool success,
                   uint64_t now_ms);
/* When the next thing is due: a start where retry_ms is set, else breaker_lived(); 0: never. */
uint64_t breaker_due(const struct breaker *b, const struct breaker_times *with);
/* Whole seconds until the next start, at least 1; 0: none is planned. */
uint64_t breaker_retry_seconds(const struct breaker *b, uint64_t now_ms);
/* How many of the last BREAKER_STARTS starts failed. */
unsigned breaker_failures(const struct breaker *b);

#endif

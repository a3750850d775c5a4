/*
 * The respawn policy and circuit breaker of a window, as pure functions: events go in with their
 * time, and the time of the next start is left in struct breaker (board/board.h).
 */
#ifndef APP_WINDOW_BREAKER_H
#define APP_WINDOW_BREAKER_H

#include "base/slice.h"
#include "board/board.h"

#define BREAKER_STARTS 10 /* starts remembered; half of them failed open the breaker */

struct breaker_times {
    uint32_t delay_ms, max_ms; /* the first and the longest pause before a start */
    uint32_t cooldown_ms;      /* pause before an open breaker tries again */
    uint32_t min_uptime_ms;    /* a start that lives this long is good */
};

/* Reads "never", "failure" or "always"; false: any other word. */
bool breaker_read_policy(struct slice word, enum respawn *policy);
const char *breaker_policy_name(const struct breaker *b);
const char *breaker_state_name(const struct breaker *b);

/* Sets the policy. RESPAWN_NEVER resets the counts and cancels the next start. */
void breaker_choose(struct breaker *b, enum respawn policy);
void breaker_started(struct breaker *b, uint64_t now_ms);
/* Records that the start has lived for min_uptime_ms, and so is good. */
void breaker_lived(struct breaker *b);
/* Records that the program has ended, successfully or not. May be called again for the same end,
 * also under another policy. */
void breaker_ended(struct breaker *b, const struct breaker_times *with, bool success,
                   uint64_t now_ms);
/* Returns the time in ms of the next event: a start if retry_ms is set, else breaker_lived(); 0:
 * none. */
uint64_t breaker_due(const struct breaker *b, const struct breaker_times *with);
/* Returns whole seconds until the next start at retry_ms, at least 1; 0: none is planned. */
uint64_t breaker_seconds_until(uint64_t retry_ms, uint64_t now_ms);
/* Returns how many of the last BREAKER_STARTS starts failed. */
unsigned breaker_failures(const struct breaker *b);

#endif

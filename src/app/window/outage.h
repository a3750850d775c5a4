/*
 * The outages of a line, as pure functions over struct outage (board/board.h). A connection that
 * ends before it has lived for a while is short. After each further short one in a row the pause
 * before the next attempt doubles, and people are notified of the first outage alone, until a
 * connection has lived.
 */
#ifndef APP_WINDOW_OUTAGE_H
#define APP_WINDOW_OUTAGE_H

#include "base/slice.h"
#include "board/board.h"

struct outage_times {
    uint32_t first_ms, max_ms; /* the first and the longest pause between two attempts */
    uint32_t min_uptime_ms;    /* a connection that lives this long is not short */
    bool local;                /* a device of this machine: it ends because it is unplugged */
};

/* Each returns whether people are to be notified of the change. `why` is kept for lists; one that
 * is too long is cut. */

/* Records that the line was opened. */
bool outage_opened(struct outage *o, const struct outage_times *with, uint64_t now_ms);
/* Records that the open line was lost. */
bool outage_lost(struct outage *o, const struct outage_times *with, int32_t error, struct slice why,
                 uint64_t now_ms);
/* Records that the line could not be opened. absent: its device does not exist, so its return is a
 * new one, which is looked for after the first pause. */
bool outage_failed(struct outage *o, int32_t error, bool absent, struct slice why);
/* Records that the open line has lived for min_uptime_ms. */
bool outage_lived(struct outage *o);

/* Returns how long to wait before the next attempt. */
uint32_t outage_pause(const struct outage *o, const struct outage_times *with);
/* Whether the connections before this one, or the last one while it is away, were short. */
bool outage_repeats(const struct outage *o);
/* Returns why the line is away; empty: it is not, or there are no words. */
struct slice outage_why(const struct outage *o);

#endif

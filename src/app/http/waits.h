/*
 * GET .../wait: answered when a pattern appears in a window's output, when its program has ended,
 * or at a deadline (net/API.md, "Waiting"). The patterns are on the board (term/watch.h), at most
 * LIMIT_WAITS a window; here are the connections that await them.
 */
#ifndef APP_HTTP_WAITS_H
#define APP_HTTP_WAITS_H

#include "app/request/call.h"
#include "app/window/windows.h"

#define WAITS_MARK_MAX 42 /* bytes of a mark */

/* Answers now, or later. */
void api_wait(const struct call *k);
/* Appends a mark of the window's present position, NUMBER:POSITION; what follows is kept for
 * a while. */
void waits_put_mark(struct text *t, struct window *w);
/* Answers the waits that are over; returns the time of the next deadline, UINT64_MAX: none. */
uint64_t waits_turn(uint64_t now_ms);
void waits_close(struct conn *c); /* c was closed; no effect if it does not wait */

#endif

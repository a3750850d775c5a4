/*
 * GET /api/events: the log's lines as server-sent events (HTML, section 9.2), as they come. A
 * listener is a number, that of the next line for it; the lines stand in the journal. One that is
 * too slow is told how many lines it missed, and goes on with the oldest that is kept.
 *
 *   id: NUMBER, event: log, data: the line's fields as a JSON object ("event" names what happened)
 *   event: missed, data: {"missed":N}
 *   event: status, data: app/watch/metrics' summary, every 2 s
 *
 * It begins with what comes next, or behind Last-Event-ID.
 */
#ifndef APP_EVENTS_H
#define APP_EVENTS_H

#include "net/net.h"

void events_open(struct conn *c, const struct http_request *r, uint64_t now_ms);
/* Once a turn: writes what there is to whom has room; when it wants to be called again. */
uint64_t events_turn(uint64_t now_ms);
void events_close(struct conn *c); /* the connection is over */

#endif

/*
 * GET /api/events: the log's lines as server-sent events (HTML, section 9.2), as they come.
 *
 *   id: NUMBER, event: log, data: the line's fields as a JSON object ("event" says what happened)
 *   event: missed, data: {"missed":N}, lines that were overwritten before they could be sent
 *   event: status, data: the summary of app/watch/status, every 2 s
 *
 * It begins with the next line, or with the one after Last-Event-ID. With ?format=logfmt data is the
 * line as it is in the log.
 */
#ifndef APP_EVENTS_H
#define APP_EVENTS_H

#include "net/conn.h"

void events_open(struct conn *c, const struct http_request *r, uint64_t now_ms);
/* Once a turn: writes what there is to every listener that has room; when to be called again. */
uint64_t events_turn(uint64_t now_ms);
void events_close(struct conn *c); /* the connection is over */

#endif

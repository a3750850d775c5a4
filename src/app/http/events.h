/*
 * GET /api/events: the lines of the log as server-sent events (HTML, section 9.2), as they occur.
 *
 *   id: NUMBER, event: log, data: the line's fields as a JSON object ("event" says what happened)
 *   event: missed, data: {"missed":N}: number of lines overwritten before they could be sent
 *   event: status, data: the summary of app/watch/status, every 2 s
 *
 * The stream begins with the next line, or with the one after Last-Event-ID. With ?format=logfmt
 * data is the log line, unchanged.
 */
#ifndef APP_EVENTS_H
#define APP_EVENTS_H

#include "net/conn.h"

/* Answers a request with the stream; a HEAD request with its head alone. */
void events_open(struct conn *c, const struct http_request *r, uint64_t now_ms);
/* Writes pending lines and summaries, once a turn, to every listener that has room. Returns the
 * time of the next call. */
uint64_t events_turn(uint64_t now_ms);
void events_close(struct conn *c); /* the connection has ended */

#endif

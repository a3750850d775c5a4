/*
 * Streams a window's output byte for byte to HTTP clients (GET .../raw). Each listener is a
 * streamed response. A window whose source has screen = off is read only while it has listeners,
 * and no faster than the slowest of them. Any other window is never held back, and a listener that
 * does not keep up is disconnected.
 */
#ifndef APP_IO_RAW_H
#define APP_IO_RAW_H

#include "app/window/windows.h"
#include "net/conn.h"

/* Begins the response; c listens until it is closed, or the window has ended or is closed. */
void raw_open(struct conn *c, const struct http_request *r, struct window *w);
void raw_close(struct conn *c);    /* c was closed; no effect if it does not listen */
void raw_writable(struct conn *c); /* c has room again; no effect if it does not listen */
/* Returns whether the window's output is shown on its screen. */
bool raw_shows(const struct window *w);
/* Returns how many bytes of output may be read now, at most `most`; 0: none until FLAG_POLL is
 * raised. */
size_t raw_max(const struct window *w, size_t most);
void raw_output(struct window *w, struct slice bytes);
/* Ends the responses of all listeners: the window or its program has ended. */
void raw_end(const struct window *w);

#endif

/*
 * A window's output as its source sends it, byte for byte, for those who ask for it (GET .../raw): each
 * listener is a streamed response. A window whose source says screen = off is read only while there are
 * listeners, and no faster than the slowest of them; any other is never held back, and a listener that
 * does not keep up is cut off.
 */
#ifndef APP_IO_RAW_H
#define APP_IO_RAW_H

#include "app/window/windows.h"
#include "net/conn.h"

/* Begins the response; c listens until it is closed, or the window is over or closed. */
void raw_open(struct conn *c, const struct http_request *r, struct window *w);
void raw_close(struct conn *c);    /* c was closed; also one that did not listen */
void raw_writable(struct conn *c); /* c has room again; also one that did not listen */
/* Whether the window's output is shown on its screen. */
bool raw_shows(const struct window *w);
/* How many bytes may be read of it now, at most `most`. 0: none until FLAG_POLL is raised. */
size_t raw_max(const struct window *w, size_t most);
void raw_output(struct window *w, struct slice bytes);
/* The window or its program is over: its listeners' responses end. */
void raw_end(const struct window *w);

#endif

/*
 * What a window's source sends, byte for byte, to who asks for it (GET .../raw): each listener is a
 * streamed answer. A window whose source says screen = off is read only while somebody listens, and
 * no faster than the slowest takes it; any other is never held back, and a listener that does not
 * keep up is cut off.
 */
#ifndef APP_RAW_H
#define APP_RAW_H

#include "app/window/windows.h"
#include "net/conn.h"

void raw_open(struct conn *c, const struct http_request *r, struct window *w);
void raw_close(struct conn *c); /* it ended, listener or not */
void raw_writable(struct conn *c);
/* Whether the window's bytes are shown. */
bool raw_shows(const struct window *w);
/* How many bytes may be read of it now, of so many. */
size_t raw_max(const struct window *w, size_t most);
void raw_output(struct window *w, struct slice bytes);
/* The window is gone, or its source: the answers end. */
void raw_end(const struct window *w);

#endif

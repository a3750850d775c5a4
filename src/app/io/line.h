/*
 * What lies between a window and the device that it shows: how Enter is sent, pauses after lines,
 * the echo of a device that has none, telnet, a break, the modem lines, and the search for the
 * speed. For windows whose source is a program none of these are called.
 */
#ifndef APP_LINE_H
#define APP_LINE_H

#include "app/window/windows.h"

/* Its descriptor is there; fresh: no earlier server had it. */
void line_opened(struct window *w, bool fresh);
void line_closed(struct window *w); /* it is about to be */
/* What the terminal is to show of bytes that came, which may be written to `to`. It counts as shown
 * when line_decoded() was called: until then the same bytes can be decoded again. */
#define LINE_CHUNK 2048 /* at most so many */
struct slice line_decode(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK]);
void line_decoded(struct window *w);
/* Writes of these bytes what the device takes, as it wants them, and before them what the line has
 * to say of its own; how many of them are done with. */
size_t line_write(struct window *w, struct slice bytes);
bool line_owes(const struct window *w); /* it has something to write of its own */
bool line_holds(
    const struct window *w); /* it takes no input now; FLAG_FLUSH is raised when it does */

/* What people ask for; NULL, or a sentence that says why not. */
const char *line_break(struct window *w, uint64_t ms);
const char *line_set_lines(struct window *w, unsigned lines, bool on); /* DTR, RTS */
/* "speed", "frame" or "flow", until it is changed again. */
const char *line_set(struct window *w, struct slice name, struct slice value);
#define LINE_BREAK_MAX 10000u /* milliseconds */
/* {"speed":...,"frame":...,"modem":{...}}, at most LINE_JSON_MAX bytes. */
#define LINE_JSON_MAX 256
void line_put(struct text *t, const struct window *w);

#endif

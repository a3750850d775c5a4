/*
 * What is between a window and the device that it shows, whose kind is a driver (app/io/line_driver): how Enter
 * is sent, pauses after lines, the echo of a device that has none, a break, the modem lines, and the search for
 * the speed. None of these functions are called for a window whose source is a program.
 */
#ifndef APP_IO_LINE_H
#define APP_IO_LINE_H

#include "app/io/line_drivers.h"
#include "base/verdict.h"
#include "source/serial.h"

/* Its descriptor has been opened; fresh: no earlier server had it. */
void line_opened(struct window *w, bool fresh);
void line_closed(struct window *w); /* its descriptor is about to be closed */
/* What the terminal is to show of bytes that came, which may be written to `to`; bytes.len is at most LINE_CHUNK.
 * It counts as shown when line_decoded() was called: until then the same bytes can be decoded again. */
struct slice line_decode(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK]);
void line_decoded(struct window *w);
/* Writes of these bytes what the device takes now, encoded as it wants them, after what the line's protocol has
 * to send. Returns how many of them were consumed. */
size_t line_write(struct window *w, struct slice bytes);
/* Whether the line has something to write that is not input: its protocol's, or the rest of a byte. */
bool line_pending(const struct window *w);
/* Whether it takes no input now: a pause, or the peer's flow control. FLAG_FLUSH is raised when a pause ends. */
bool line_holds(const struct window *w);

/* What a person asks of a line: gathered whole, then applied whole or not at all. */
struct line_change {
    struct serial_settings settings; /* as they will be */
    bool configure;                  /* frame, flow or speed were given */
    bool guess;                      /* the speed is to be found */
    unsigned lines,
        lines_on;      /* of DTR and RTS those that are to be set, and of those the ones to be on */
    uint32_t break_ms; /* 0: no break */
};
#define LINE_BREAK_MAX 10000 /* milliseconds */

/* No change of the window's line. */
struct line_change line_change_none(const struct window *w);
/* Adds "speed" (a number or "auto"), "frame" or "flow". 400: the value is malformed, and nothing was added. */
struct verdict line_change_add(struct line_change *c, struct slice name, struct slice value);
/* Settings stay until they are changed again, over the device's absence and the server's death. 409: the line is
 * away, or cannot do one of these: it is then as it was before. */
struct verdict line_apply(struct window *w, const struct line_change *c);
/* {"speed":...,"frame":...,"flow":...,"guessing":...,"breaking":...,"modem":{...}}; at most LINE_JSON_MAX bytes. */
#define LINE_JSON_MAX 256
void line_put(struct text *t, const struct window *w);

#endif

/*
 * The layer between a window and the line that it shows; each kind of line has a driver
 * (app/io/line_driver). It handles the encoding of Enter, pauses after lines, local echo, breaks,
 * modem lines, and the search for the speed. For a window whose source is a program only the
 * functions of struct line_change may be called, and line_apply() refuses the change.
 */
#ifndef APP_IO_LINE_H
#define APP_IO_LINE_H

#include "app/io/line_drivers.h"
#include "base/verdict.h"
#include "source/serial.h"

/* Prepares an opened descriptor; fresh: no earlier server had it open. */
void line_opened(struct window *w, bool fresh);
void line_closed(struct window *w); /* call before closing its descriptor */
/* Returns the bytes to show for received bytes, perhaps written to `to`; bytes.len is at most
 * LINE_CHUNK. Until line_decoded() is called, the same bytes can be decoded again. */
struct slice line_decode(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK]);
void line_decoded(struct window *w);
/* Writes as much of these bytes as the device accepts now, encoded for it, after whatever the
 * protocol has to send. Returns how many were consumed. */
size_t line_write(struct window *w, struct slice bytes);
/* Returns whether the line has something to write that is not input: a protocol's message, or
 * the rest of an encoded byte. */
bool line_pending(const struct window *w);
/* Returns whether input is held back: by a pause, a break, a mark, or the peer's flow control.
 * FLAG_FLUSH is raised when a pause or break ends. */
bool line_holds(const struct window *w);

/* A mark holds back the input that is put into the ring after it, until it is taken away: a change
 * of the line comes between. The line's timer runs while there is one. */
void line_mark(struct window *w);
void line_unmark(struct window *w);
/* Returns how many bytes of input precede the mark; SIZE_MAX: there is none. */
size_t line_before_mark(const struct window *w);
/* Whether all input before the mark has left this machine, as far as that is known. */
bool line_sent_mark(struct window *w, uint64_t now_ms);
bool line_breaks(const struct window *w); /* returns whether a break is being sent */

/* Discards what the kernel holds of an open line's input and output. */
void line_discard(struct window *w);

/* A change of a line, requested by a person: collected first, then applied completely or not at
 * all. */
struct line_change {
    struct serial_settings settings; /* the settings after the change */
    bool configure;                  /* frame, flow or speed were given */
    bool guess;                      /* search for the speed */
    unsigned lines, lines_on;        /* DTR and RTS: lines to set, and those of them to turn on */
    uint32_t break_ms;               /* 0: no break */
    unsigned pulse;                  /* DTR and RTS: lines to change for pulse_ms */
    uint32_t pulse_ms;               /* up to LINE_BREAK_MAX */
};
#define LINE_BREAK_MAX 10000 /* milliseconds */

/* Returns a change that changes nothing of the window's line. */
struct line_change line_change_none(const struct window *w);
/* Adds "speed" (a number or "auto"), "frame" or "flow". 400: malformed value; nothing was added. */
struct verdict line_change_add(struct line_change *c, struct slice name, struct slice value);
/* Whether an open line can be changed: 409 if the window is not a line, the line is away, or it has
 * no settings. */
struct verdict line_can_change(const struct window *w);
/* Applies a change at once. Settings last until they are changed again, even if the device is
 * absent or the server dies. 409: the window is not a line, or the line is away or does not support
 * part of the change; nothing has changed then. */
struct verdict line_apply(struct window *w, const struct line_change *c);
/* Writes {"speed":...,"frame":...,"flow":...,"guessing":...,"breaking":...,"modem":{...}}; at
 * most LINE_JSON_MAX bytes. */
#define LINE_JSON_MAX 384
void line_put(struct text *t, const struct window *w);

#endif

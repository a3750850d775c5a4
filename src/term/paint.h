/*
 * Painting: the bytes that bring one viewer's screen up to date with the terminal. They use the
 * subset of control sequences described in src/net/PROTOCOL.md ("Painted bytes"). If the output
 * buffer is full, the frame ends early, and the next frame continues from there with the newest
 * screen.
 */
#ifndef TERM_PAINT_H
#define TERM_PAINT_H

#include "term/painter.h"
#include "term/state.h"

/* The smallest buffer with which paint_frame() makes progress on any screen, in bytes. A row that
 * needs more is painted in parts. */
#define PAINT_ROOM (LIMIT_LINK_BYTES + 512)

/* Starts with a viewer whose screen is unknown. keep_lines: the viewer keeps lines that scroll off,
 * so they are painted before they do. clipboard: programs may set the viewer's clipboard. */
void paint_init(struct painter *p, bool keep_lines, bool clipboard);
/* Forgets what is known of the viewer's screen: the next frame repaints all of it. Called after a
 * frame was lost; not needed after a resize of the terminal. */
void paint_invalidate(struct painter *p);
/* True if the viewer's screen is out of date. */
bool paint_due(const struct painter *p, const struct term *t);
/* Writes a frame of at most `size` bytes (size >= PAINT_ROOM) and returns its length. Sets *whole
 * if the frame brings the viewer's screen up to date. */
size_t paint_frame(struct painter *p, const struct term *t, uint8_t *out, size_t size, bool *whole);

#endif

/*
 * Painting: the bytes that bring one viewer's screen up to date with the terminal's. They are the
 * subset of control sequences that src/net/PROTOCOL.md describes ("Painted bytes"). A frame can end
 * after any row where the output buffer is full; the next one continues there with the newest
 * screen.
 */
#ifndef TERM_PAINT_H
#define TERM_PAINT_H

#include "term/painter.h"
#include "term/state.h"

/* The least size with which paint_frame() makes progress, whatever the screen: the widest row in
 * the costliest styles may need more and is then painted in parts. */
#define PAINT_ROOM 1024

/* A viewer whose screen is unknown. keep_lines: lines that scroll off are painted first, for a
 * viewer that keeps them; clipboard: programs may set the viewer's clipboard. */
void paint_init(struct painter *p, bool keep_lines, bool clipboard);
/* Assumes nothing about the viewer's screen: the next frame repaints all of it. Called where a frame
 * was lost; not needed where the terminal's size changed. */
void paint_invalidate(struct painter *p);
/* True if a frame would hold anything. */
bool paint_due(const struct painter *p, const struct term *t);
/* Writes a frame of at most size bytes (size >= PAINT_ROOM) and returns its bytes; *whole: the
 * viewer's screen is then complete. */
size_t paint_frame(struct painter *p, const struct term *t, uint8_t *out, size_t size, bool *whole);

#endif

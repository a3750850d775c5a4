/*
 * The terminal engine: bytes in, a screen out. A pure library that does no I/O. From the top to the
 * bottom, each module uses only those below it:
 *
 *   paint resize check          the bytes that bring a viewer up to date; another size; a takeover
 *   term                        the entry points: feed, answers, reading the screen
 *   parse                       the state machine that finds control sequences and strings
 *   control                     which function each sequence has (sequences.def, SEQUENCES.md)
 *   print erase edit rect sgr   what the functions do
 *   modes reset query osc ...
 *   cursor scroll screen        the grid and the operations on it
 *   undo sweep                  what a killed transaction is rolled back with; tables' sweep
 *   style cluster link          the bounded tables that cells name
 *   history                     what scrolled off, packed
 *   state cell                  the data
 */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include "base/slice.h"
#include "term/state.h"

struct undo;

/* A terminal as it is after power-on, with an empty history. cols and rows must be a
 * size that term_size_clamp() leaves alone. *t is all zero bytes; the grids' unused pages are not
 * touched. */
void term_init(struct term *t, uint16_t cols, uint16_t rows);
/* Clamps to 1..LIMIT_COLS and 1..LIMIT_ROWS, and rows further so that cols * rows <= LIMIT_CELLS.
 */
void term_size_clamp(uint16_t *cols, uint16_t *rows);
/* Feeds at most LIMIT_CHUNK bytes of a program's output, as one transaction. NUL does nothing. */
void term_feed(struct term *t, struct undo *u, struct slice bytes, uint64_t now_ms);
/* The answers to the program's queries, to be written to it; term_answered() empties them. */
struct slice term_answers(const struct term *t);
void term_answered(struct term *t);
/* True while synchronized output (DECSET 2026) holds the picture back; at most
 * LIMIT_SYNCHRONIZED_MS after it was set. */
bool term_waits(const struct term *t, uint64_t now_ms);

/* A row of the active screen, and its cells. y < rows. */
const struct row *term_row(const struct term *t, uint16_t y);
const struct cell *term_cells(const struct term *t, uint16_t y);
/* A cell's text as UTF-8: a space where it is erased, nothing for a tail. Returns bytes, at most
 * LIMIT_CLUSTER_POINTS * 4. */
size_t term_cell_text(const struct term *t, struct cell c, uint8_t out[LIMIT_CLUSTER_POINTS * 4]);
/* A row's text without trailing erased cells and spaces; returns bytes, never more than size. */
size_t term_row_text(const struct term *t, uint16_t y, uint8_t *out, size_t size);
struct slice term_title(const struct term *t);

#endif

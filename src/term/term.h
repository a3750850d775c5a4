/*
 * The terminal engine: bytes in, a screen out. A pure library without I/O. Each module uses only
 * modules below it:
 *
 *   paint resize check          painting for viewers; changes of size; validation at a takeover
 *   term                        the entry points: feed, answers, reading the screen
 *   parse                       the state machine that finds control sequences and strings
 *   control                     the function of each sequence (sequences.def, SEQUENCES.md)
 *   print erase edit rect sgr   the functions
 *   modes reset query osc ...
 *   cursor scroll screen        the grid and the operations on it
 *   undo sweep                  rollback of an interrupted transaction; sweep of the tables
 *   cluster rare                the bounded tables that cells name
 *   history                     the lines that scrolled off, packed
 *   state cell                  the data
 */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include "base/slice.h"
#include "term/state.h"

struct undo;

/* Initializes a terminal to the power-on state with an empty history. *t must be all zero; unused
 * pages of the grids are not touched. term_size_clamp() must accept cols and rows unchanged. */
void term_init(struct term *t, uint16_t cols, uint16_t rows);
/* Clamps *cols to 1..LIMIT_COLS and *rows to 1..LIMIT_ROWS, then *rows further until cols * rows <=
 * LIMIT_CELLS. */
void term_size_clamp(uint16_t *cols, uint16_t *rows);
/* Feeds at most LIMIT_CHUNK bytes of a program's output, as one transaction. NUL is ignored.
 * now_ms: monotonic clock. Answers without room are dropped and counted. */
void term_feed(struct term *t, struct undo *u, struct slice bytes, uint64_t now_ms);
/* The same, but unless `lossy` is set it stops where another answer might not fit; the rest is to
 * be fed once the answers were taken. Returns the number of bytes consumed, perhaps 0, which is
 * added to state.fed. */
size_t term_feed_some(struct term *t, struct undo *u, struct slice bytes, uint64_t now_ms,
                      bool lossy);
/* The answers to the program's queries, to be written to the program. term_answered() clears
 * them. */
struct slice term_answers(const struct term *t);
void term_answered(struct term *t);
/* Sets whether programs may set the viewers' clipboards, which answers to queries say. */
void term_allow_clipboard(struct term *t, bool on);
/* Notes the colours that the viewer shows who typed last: foreground, background, cursor, and the
 * first sixteen. True if the program is to be sent a report, which is among the answers (mode
 * 2031). */
bool term_show_colors(struct term *t, const uint8_t colors[PALETTE_SHOWN_BYTES]);
/* True while synchronized output (DECSET 2026) delays frames, at most LIMIT_SYNCHRONIZED_MS. */
bool term_waits(const struct term *t, uint64_t now_ms);

/* A row of the active screen, and its cells; y < rows. */
const struct row *term_row(const struct term *t, uint16_t y);
const struct cell *term_cells(const struct term *t, uint16_t y);
/* Writes the text of a cell in UTF-8: a space if the cell is erased, nothing for a tail. Returns
 * the number of bytes, at most LIMIT_CLUSTER_POINTS * 4. */
size_t term_cell_text(const struct term *t, struct cell c, uint8_t out[LIMIT_CLUSTER_POINTS * 4]);
/* Writes the text of a row without trailing spaces and erased cells. Returns the number of bytes,
 * at most `size`. */
size_t term_row_text(const struct term *t, uint16_t y, uint8_t *out, size_t size);
struct slice term_title(const struct term *t);
struct slice term_clipboard(const struct term *t); /* base64, as it was set last */

#endif

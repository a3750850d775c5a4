/* The output of a line as a window shows it: without what short connections say again and again,
 * with ends of lines mapped, or as a hex dump. Changes to the state on the board take effect with
 * line_view_done(), so that a successor can process the same bytes again. */
#ifndef APP_IO_LINE_VIEW_H
#define APP_IO_LINE_VIEW_H

#include "app/window/windows.h"

#define LINE_VIEW_BYTES 3072 /* bytes shown for a chunk, at most */

/* Begins a connection that no earlier server had open. Returns for how many milliseconds its output
 * may be held back; then line_view_release() is due. 0: it is not held back. */
uint32_t line_view_open(struct window *w);
/* Shows and logs what is held back. */
void line_view_release(struct window *w);
/* Returns whether output may be held back. */
bool line_view_holds(const struct window *w);
/* Returns how many bytes may be processed at once, at most LINE_CHUNK. */
size_t line_view_max(const struct window *w);

/* Returns those of the bytes that are new, to be logged and passed to line_view_shown(); valid
 * until line_view_done(). */
struct slice line_view_new(struct window *w, struct slice bytes);
/* Returns what is shown for new bytes; valid until line_view_done(). */
struct slice line_view_shown(struct window *w, struct slice bytes);
void line_view_done(struct window *w);

#endif

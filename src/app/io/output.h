/* Feeds a source's output to its window's terminal in chunks, each of which is a transaction. */
#ifndef APP_IO_OUTPUT_H
#define APP_IO_OUTPUT_H

#include "app/window/windows.h"

/* Takes over fd, and reads from it from now on. */
void output_open(struct window *w, int fd);
void output_close(struct window *w); /* no effect if not open */
/* Call once a turn of the loop: polls windows that may be read again (FLAG_POLL), and flushes
 * lines that have something to write (FLAG_FLUSH). */
void output_turn(void);
/* Reads the output that an ended program has left in its PTY. */
void output_drain(struct window *w);
/* Completes the previous server's chunk: rolls it back and feeds it again, or drops it if it has
 * crashed two servers. */
void output_take_over(struct window *w);
/* Sets the size that the viewers want, clamped to the engine's limits; the program gets
 * SIGWINCH. */
void output_resize(struct window *w, uint16_t cols, uint16_t rows);
/* Sets the PTY's size to the terminal's. If the terminal was lost, another size is set for a
 * moment, so that the program draws everything again. */
void output_announce_size(struct window *w);

#endif

/* A source's output on its way into its window's terminal, in chunks, each of which is a transaction. */
#ifndef APP_IO_OUTPUT_H
#define APP_IO_OUTPUT_H

#include "app/window/windows.h"

/* fd, which becomes the window's, is read from now on. */
void output_open(struct window *w, int fd);
void output_close(struct window *w); /* also one that is not open */
/* Once a turn of the loop: windows that may be read again (FLAG_POLL) are polled, and lines that have something
 * to write (FLAG_FLUSH) write it. */
void output_turn(void);
/* Reads what a program that has ended has left in its PTY. */
void output_drain(struct window *w);
/* Completes a predecessor's chunk: rolls it back and feeds it again, or drops it where it brought down two
 * servers. */
void output_take_over(struct window *w);
/* The size that its viewers want, clamped to what the engine can hold; the program gets SIGWINCH. */
void output_resize(struct window *w, uint16_t cols, uint16_t rows);
/* Gives the descriptor the terminal's size; where the terminal was lost, another size for a moment before it,
 * so that the program draws everything again. */
void output_announce_size(struct window *w);

#endif

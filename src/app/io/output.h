/* A program's output on its way into its terminal: chunks, each a transaction (DESIGN "What is
 * lost: nothing"). */
#ifndef APP_OUTPUT_H
#define APP_OUTPUT_H

#include "app/window/windows.h"

void output_open(struct window *w, int fd); /* the window's PTY is to be read from now on */
void output_close(struct window *w);
void output_resume(struct window *w); /* who takes its bytes may have room again (app/io/raw) */
/* Reads what still waits of a program that has ended. */
void output_drain(struct window *w);
/* A predecessor's chunk is rolled back and fed again, or given up where it brought down two
 * servers. */
void output_take_over(struct window *w);
/* Another size for a moment, so that the program draws everything again; output_size() follows. */
void output_redraw(struct window *w);
void output_size(struct window *w); /* tells the program the window's size */

#endif

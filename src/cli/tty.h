/*
 * The terminal that a person sits at: raw, and given back as it was however the client ends: at its
 * end, by a signal that ends it, by one that stops it, by a fault of ours.
 */
#ifndef CLI_TTY_H
#define CLI_TTY_H

#include "base/slice.h"

enum tty_event { TTY_RESIZED = 1, TTY_STOP = 2, TTY_CONTINUED = 4 };

/* Remembers how the terminal is, and catches signals; false: standard input and output are none. */
bool tty_start(void);
/* Raw, from now on or again. */
void tty_raw(void);
/* As it was: modes of the terminal that frames may have set, too, where any were shown. The cursor
 * is in a new row at the bottom. */
void tty_restore(void);
void tty_size(uint16_t *cols, uint16_t *rows); /* 80x24 where it does not tell */
/* Writes all of it. The first time it makes room: what stands on the screen scrolls up. */
void tty_show(struct slice bytes);
/* Becomes readable with a signal; and which came, as bits. */
int tty_signal_fd(void);
unsigned tty_signals(void);
/* Stops the process as a job, the terminal given back meanwhile; returns when it goes on. */
void tty_stop(void);

#endif

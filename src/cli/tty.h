/*
 * The terminal that a person sits at: raw while a window is shown in it, and restored however the client
 * ends: at its end, by a signal that ends or stops it, or by a bug.
 */
#ifndef CLI_TTY_H
#define CLI_TTY_H

#include "base/slice.h"

/* Signals that came, as bits. */
enum tty_event { TTY_RESIZED = 1, TTY_STOP = 2, TTY_CONTINUED = 4 };

/* Saves the terminal's settings and catches signals; false: standard input and output are not one. */
bool tty_start(void);
/* Makes the terminal raw, also again after the process was continued. */
void tty_raw(void);
/* Restores the saved settings, and the modes of the terminal that frames may have set where any were shown.
 * The cursor is then in a new row at the bottom. */
void tty_restore(void);
void tty_size(uint16_t *cols, uint16_t *rows); /* 80x24 where the terminal does not report it */
/* Writes all of it. The first time the present screen scrolls up before, so that it is not lost. */
void tty_show(struct slice bytes);
/* A descriptor that is readable once a signal came, and which came since the last call. */
int tty_signal_fd(void);
unsigned tty_signals(void);
/* Stops the process as a job, with the terminal restored; returns, raw again, when it is continued. */
void tty_stop(void);

#endif

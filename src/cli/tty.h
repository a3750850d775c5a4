/*
 * The person's terminal: raw while a window is shown in it, and restored when the client ends, is
 * ended or stopped by a signal, or fails an assertion.
 */
#ifndef CLI_TTY_H
#define CLI_TTY_H

#include "base/slice.h"

/* Signals received, as bits. */
enum tty_event { TTY_RESIZED = 1, TTY_STOP = 2, TTY_CONTINUED = 4 };

/* Saves the terminal's settings and catches signals; false if standard input and output are not a
 * terminal. */
bool tty_start(void);
/* Makes the terminal raw, also after the process was continued. */
void tty_raw(void);
/* Restores the saved settings and, if any frames were shown, the modes that they may have set. The
 * cursor is then in a new row at the bottom. */
void tty_restore(void);
void tty_size(uint16_t *cols, uint16_t *rows); /* 80x24 if the terminal does not report it */
/* Writes all of the bytes. The first call scrolls the present screen up before, which preserves
 * it. */
void tty_show(struct slice bytes);
/* tty_signal_fd() is readable once a signal was received; tty_signals() returns those received
 * since its last call. */
int tty_signal_fd(void);
unsigned tty_signals(void);
/* Stops the process as a job, with the terminal restored; returns, raw again, when it is
 * continued. */
void tty_stop(void);

#endif

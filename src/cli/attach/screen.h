/*
 * The screen that a person sees: the window as painted, the part of it that fits, or a notice in
 * the last row. Functions that return bool return whether the server must repaint the whole
 * picture, since the terminal no longer shows what was painted.
 */
#ifndef CLI_SCREEN_H
#define CLI_SCREEN_H

#include "cli/attach/part.h"

struct screen {
    uint16_t cols, rows;               /* the terminal's size */
    uint16_t window_cols, window_rows; /* 0: not known yet */
    uint16_t region;       /* rows in the terminal's scroll region, the window's; 0: all */
    bool noticed;          /* a notice is shown in the last row */
    bool fits;             /* the window is not larger than the terminal */
    bool colored;          /* colours were set that a program chose */
    uint8_t osc;           /* how much of ESC ] the last bytes were */
    bool parted;           /* a part of the window is shown */
    const char *too_large; /* advice to a person if not even a part can be shown */
    struct part *part;
    struct picture picture;
};

/* Starts over for a new connection, on which the window is painted from the start. */
void screen_start(struct screen *s);
/* Shows painted bytes, the next piece of a frame. picture: they complete a picture, which is then
 * shown. */
void screen_paint(struct screen *s, struct slice bytes, bool picture);
void screen_flush(struct screen *s);
/* Makes the terminal's colours its own again, if a program has set some. */
void screen_reset_colors(struct screen *s);
/* Fits the window of this size into the terminal, after either has changed. */
bool screen_fit(struct screen *s, uint16_t window_cols, uint16_t window_rows);
/* Sets the terminal's size; its content was lost (for example while the process was stopped). */
void screen_resize(struct screen *s, uint16_t cols, uint16_t rows);
/* Shows a notice in the last row, the concatenation of two texts, until screen_clear_notice(). */
void screen_notice(struct screen *s, const char *sentence, const char *more);
/* Forgets the notice; true if one was shown, whose row must be repainted. */
bool screen_clear_notice(struct screen *s);

#endif

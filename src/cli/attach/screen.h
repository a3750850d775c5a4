/*
 * What the person sees: the window as it is painted, the part of it that fits, or a notice in the last row. A
 * function that returns bool says whether the server must paint the whole picture again, since the terminal no
 * longer shows what was painted.
 */
#ifndef CLI_SCREEN_H
#define CLI_SCREEN_H

#include "cli/attach/part.h"

struct screen {
    uint16_t cols, rows;               /* of the terminal */
    uint16_t window_cols, window_rows; /* 0: not known yet */
    uint16_t region;                   /* rows that the terminal scrolls, the window's; 0: all */
    bool noticed;                      /* a notice is in the last row */
    bool fits;                         /* the window is not larger than the terminal */
    bool parted;                       /* a part of it is shown */
    const char *too_large;             /* what a person may do where no part can be shown either */
    struct part *part;
    struct picture picture;
};

/* A new connection: the window is painted from the start. */
void screen_start(struct screen *s);
/* Painted bytes, the next piece of a frame; picture: they end a whole picture, which is shown. */
void screen_paint(struct screen *s, struct slice bytes, bool picture);
void screen_flush(struct screen *s);
/* Fits the window of this size into the terminal, after either has changed. */
bool screen_fit(struct screen *s, uint16_t window_cols, uint16_t window_rows);
/* The terminal has this size now, and shows something else (the process was stopped, for one). */
void screen_resize(struct screen *s, uint16_t cols, uint16_t rows);
/* Shows a notice in the last row, of two texts that are joined, until screen_clear_notice(). */
void screen_notice(struct screen *s, const char *sentence, const char *more);
bool screen_clear_notice(struct screen *s);

#endif

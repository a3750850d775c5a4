/*
 * What is known of one viewer's screen: no copy of it, only the tick at which each of its rows was
 * painted, the modes that were sent, and how far the viewer has scrolled.
 */
#ifndef TERM_PAINTER_H
#define TERM_PAINTER_H

#include "limits.h"

#include <stdint.h>

struct painter {
    uint64_t seen[LIMIT_ROWS];   /* the tick at which each row was painted; 0: unknown */
    uint64_t tick;               /* of the last complete frame */
    uint64_t scrolled;           /* of the screen, when the viewer last scrolled */
    uint64_t top;                /* history.state.next then */
    uint64_t part_tick;          /* the tick of the row's last change when it was cut off */
    uint16_t part_row, part_col; /* where a row that was cut off continues */
    uint16_t cols, rows;         /* of the picture */
    uint8_t active;              /* the screen that it shows */
    uint8_t fresh;               /* nothing is known of the viewer's screen */
    uint8_t keep_lines;          /* lines that scroll off are painted first (the tty dialect) */
    uint8_t mouse, encoding, shape;
    uint32_t modes;
    uint32_t title_serial, bell_serial, clipboard_serial, resize_serial;
    uint16_t cursor_x, cursor_y;
    uint8_t cursor_sure; /* the viewer's cursor is at cursor_x, cursor_y */
    uint8_t clipboard;   /* programs may set this viewer's clipboard */
    uint8_t reported;    /* the modes were sent once */
    uint8_t attached;    /* it had a frame: later bells and clipboards are for it */
    uint8_t unused[4];
};

#endif

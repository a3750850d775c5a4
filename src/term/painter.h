/*
 * The state of one viewer's screen as far as it is known: not a copy of the screen, only the tick
 * at which each row was painted, the modes that were sent, and how far the viewer has scrolled.
 */
#ifndef TERM_PAINTER_H
#define TERM_PAINTER_H

#include "limits.h"

#include <stdint.h>

struct painter {
    uint64_t seen[LIMIT_ROWS];   /* the tick at which each row was painted; 0: unknown */
    uint64_t tick;               /* tick of the last complete frame */
    uint64_t scrolled;           /* state.scrolled when the viewer last scrolled */
    uint64_t top;                /* history.state.next at that time */
    uint64_t part_tick;          /* tick of the last change of a row that was split */
    uint16_t part_row, part_col; /* where a row that was split continues */
    uint16_t cols, rows;         /* size of the viewer's screen */
    uint8_t active;              /* enum screen_index: the screen that the viewer shows */
    uint8_t fresh;               /* the viewer's screen is unknown */
    uint8_t keep_lines;          /* lines that scroll off are painted first (the tty dialect) */
    uint8_t mouse, encoding, shape;
    uint32_t modes;
    uint32_t title_serial, bell_serial, clipboard_serial, resize_serial;
    uint16_t cursor_x, cursor_y;
    uint8_t cursor_sure; /* the viewer's cursor is at cursor_x, cursor_y */
    uint8_t clipboard;   /* programs may set this viewer's clipboard */
    uint8_t reported;    /* the modes have been sent */
    uint8_t attached;    /* the viewer has had a frame; later bells and clipboards are sent to it */
    uint8_t colored;     /* colours that a program set have been sent */
    uint8_t palette_again;   /* all colours are to be reset before others are sent */
    uint16_t palette_next;   /* the first colour that was not looked at */
    uint32_t palette_serial; /* changes up to this one have been sent */
    uint32_t palette_pass;   /* state.palette_serial when colour 0 was looked at */
};

#endif

/*
 * Painting: the bytes that bring one viewer from what it shows to what the screen is now. The
 * painter keeps no copy of the screen, only the tick that each of its rows was painted at, the
 * modes that it was told, and how far the viewer has scrolled. What it writes is the subset that
 * src/net/PROTOCOL.md describes ("Painted bytes"). A frame can be cut off after any row when the
 * out buffer is full, and goes on from there with the newest screen.
 */
#ifndef TERM_PAINT_H
#define TERM_PAINT_H

#include "term/term.h"

struct painter {
    uint64_t seen[LIMIT_ROWS];   /* the tick of which the viewer shows each row; 0: nothing sure */
    uint64_t tick;               /* of the last whole picture */
    uint64_t scrolled;           /* of the screen, when the viewer last scrolled */
    uint64_t top;                /* history.state.next then */
    uint64_t part_tick;          /* if this still is its last change */
    uint16_t part_row, part_col; /* where a row that was cut off goes on */
    uint16_t cols, rows;         /* of the picture */
    uint8_t active;              /* the screen that it shows */
    uint8_t fresh;               /* the viewer knows nothing yet */
    uint8_t keep_lines;          /* lines that scroll off are painted first (the tty dialect) */
    uint8_t mouse, encoding, shape;
    uint32_t modes;
    uint32_t title_serial, bell_serial, clipboard_serial, resize_serial;
    uint16_t cursor_x, cursor_y;
    uint8_t cursor_sure;
    uint8_t clipboard; /* programs may set this viewer's clipboard */
    uint8_t told;      /* the viewer was told the modes */
    uint8_t attached;  /* it had a frame: bells and clipboards since then are for it */
    uint8_t unused[4];
};

/* The least room for which paint_frame() surely makes progress, whatever the screen: the widest row
 * in the costliest styles may need more and is then painted in parts. */
#define PAINT_ROOM 1024

void paint_init(struct painter *p, bool keep_lines, bool clipboard);
/* Nothing that the viewer shows is sure any more (a lost frame). A resize needs no telling. */
void paint_forget(struct painter *p);
/* Whether a frame would hold anything. */
bool paint_due(const struct painter *p, const struct term *t);
/* Writes at most size bytes (size >= PAINT_ROOM). *whole: the picture is complete. Returns bytes
 * written. */
size_t paint_frame(struct painter *p, const struct term *t, uint8_t *out, size_t size, bool *whole);
/* The rest of a line of the history as painted text (text, SGR and OSC 8), cut at a cell's boundary
 * where size is too small. Returns its bytes. */
size_t paint_line(struct history_line *line, uint8_t *out, size_t size);

#endif

/*
 * The part of a window around its cursor, for a terminal smaller than the window. The server's
 * painted bytes are fed to a terminal engine of the window's size, and the part is drawn from its
 * screen.
 */
#ifndef CLI_PART_H
#define CLI_PART_H

#include "cli/attach/picture.h"
#include "term/undo.h"

struct part {
    struct term term;
    struct undo undo;
};

/* Starts with an empty screen of this size; false if this build's profile has no window so
 * large. */
bool part_start(struct part *p, uint16_t cols, uint16_t rows);
void part_feed(struct part *p, struct slice bytes);
/* Draws the part that fits a terminal of this size. */
void part_draw(const struct part *p, uint16_t cols, uint16_t rows, struct picture *picture);

#endif

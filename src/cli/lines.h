/* Lines out of pieces of any size. A line longer than its storage is cut there. */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "base/slice.h"

#define LINES_BYTES 16384

struct lines {
    bool ended; /* the line in storage was handed out */
    size_t len;
    uint8_t storage[LINES_BYTES];
};

/* Takes of the piece up to the end of a line: true, and the line without its end. False: the piece
 * is used up. */
bool lines_next(struct lines *l, struct slice *piece, struct slice *line);
/* Whether the text holds the pattern, in which '*' stands for anything and '?' for one character.
 */
bool lines_match(struct slice text, struct slice pattern);

#endif

/* Splitting input, which arrives in pieces of any size, into lines. A line longer than its storage
 * is truncated. */
#ifndef CLI_LINE_READER_H
#define CLI_LINE_READER_H

#include "base/slice.h"

#define LINE_READER_BYTES 16384

/* All zero is the starting state. */
struct line_reader {
    bool ended; /* the line in storage was returned: the next piece begins a new one */
    size_t len;
    uint8_t storage[LINE_READER_BYTES];
};

/* Consumes the piece up to the end of a line. True: *line is that line without its newline, valid
 * until the next call. False: the piece is consumed, and the line is incomplete. */
bool line_reader_next(struct line_reader *r, struct slice *piece, struct slice *line);

#endif

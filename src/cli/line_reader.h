/* Lines of text out of pieces of any size. A line longer than its storage is cut there. */
#ifndef CLI_LINE_READER_H
#define CLI_LINE_READER_H

#include "base/slice.h"

#define LINE_READER_BYTES 16384

/* All zero is its start. */
struct line_reader {
    bool ended; /* the line in storage was handed out: the next piece begins a new one */
    size_t len;
    uint8_t storage[LINE_READER_BYTES];
};

/* Takes the piece up to the end of a line: true, and the line without its newline, valid until the next
 * call. False: the piece is used up, and the line is not complete. */
bool line_reader_next(struct line_reader *r, struct slice *piece, struct slice *line);

#endif

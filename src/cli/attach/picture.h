/* Painted bytes gathered into one write: a person never sees a partial picture unless the buffer is
 * full. */
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

#include "base/slice.h"

#define PICTURE_BYTES 65536

struct picture {
    size_t len;
    uint8_t bytes[PICTURE_BYTES];
};

/* Appends bytes. If they do not fit, the gathered ones are shown first. */
void picture_add(struct picture *p, struct slice bytes);
/* Shows the gathered bytes in the terminal. */
void picture_flush(struct picture *p);

#endif

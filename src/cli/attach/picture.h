/* Painted bytes gathered into one write, so that a person never sees half a picture. */
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

#include "base/slice.h"

#define PICTURE_BYTES 65536

struct picture {
    size_t len;
    uint8_t bytes[PICTURE_BYTES];
};

/* Appends bytes. A picture that is full is shown first. */
void picture_add(struct picture *p, struct slice bytes);
/* Shows what was gathered in the terminal. */
void picture_flush(struct picture *p);

#endif

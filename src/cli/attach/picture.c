/* Gathers bytes in a buffer and writes them to the terminal in one call. */
#include "cli/attach/picture.h"

#include "cli/tty.h"

#include <string.h>

void picture_flush(struct picture *p)
{
    if (p->len > 0)
        tty_show(slice_make(p->bytes, p->len));
    p->len = 0;
}

void picture_add(struct picture *p, struct slice bytes)
{
    if (bytes.len == 0)
        return;
    if (bytes.len > sizeof p->bytes - p->len)
        picture_flush(p);
    if (bytes.len > sizeof p->bytes) {
        tty_show(bytes);
        return;
    }
    memcpy(p->bytes + p->len, bytes.at, bytes.len);
    p->len += bytes.len;
}

/* Splits input into lines. Bytes of an incomplete line are kept in the storage until the next
 * piece. */
#include "cli/line_reader.h"

#include <string.h>

bool line_reader_next(struct line_reader *r, struct slice *piece, struct slice *line)
{
    struct slice head;
    if (r->ended)
        r->len = 0;
    r->ended = slice_find(*piece, '\n') >= 0;
    *piece = slice_cut(*piece, '\n', &head);
    head = slice_part(head, 0, sizeof r->storage - r->len);
    if (head.len > 0)
        memcpy(r->storage + r->len, head.at, head.len);
    r->len += head.len;
    *line = slice_make(r->storage, r->len);
    return r->ended;
}

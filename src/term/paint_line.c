/* The pen is tracked along the line: a style is written once for a run of cells. */
#include "term/paint_line.h"

#include "base/utf8.h"
#include "term/paint_bytes.h"

size_t paint_line(struct history_line *line, uint8_t *out, size_t size)
{
    struct history_cell cell;
    struct text o;
    struct pen pen = {0};
    text_init(&o, (char *)out, size);
    while (o.size - o.len >= BYTES_CELL_MAX && history_cell(line, &cell)) {
        uint8_t utf8[4];
        struct pen here = {.style = cell.style, .link = cell.link};
        bytes_pen(&o, &pen, &here);
        if (cell.count == 0)
            text_char(&o, ' ');
        for (uint32_t i = 0; i < cell.count; i++)
            text_add(&o, slice_make(utf8, utf8_put(cell.points[i], utf8)));
    }
    if (pen.link.len > 0)
        bytes_link(&o, (struct slice){0});
    return o.len;
}

/* The pen is tracked along the line: a style is written once for a run of cells. A cell that does
 * not fit is left for the next call. */
#include "term/paint_line.h"

#include "base/utf8.h"
#include "term/paint_bytes.h"

/* Reads the next cell if there is room for it. */
static bool line_next_cell(struct history_line *line, struct history_cell *cell, size_t room,
                           bool *whole)
{
    struct history_line next = *line;
    *whole = !history_cell(&next, cell);
    if (*whole || room < BYTES_CELL_MAX + cell->link.len)
        return false;
    *line = next;
    return true;
}

size_t paint_line(struct history_line *line, uint8_t *out, size_t size, bool *whole)
{
    struct history_cell cell;
    struct text o;
    struct pen pen = {0};
    text_init(&o, (char *)out, size);
    while (line_next_cell(line, &cell, o.size - o.len, whole)) {
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

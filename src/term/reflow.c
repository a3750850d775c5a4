/* A wide character that does not fit in the last column of a row starts the next row. */
#include "term/reflow.h"

uint16_t reflow_row(const struct scratch *s, uint32_t at, uint16_t cols, bool *wrapped)
{
    uint16_t n = 0;
    while (n < cols && !cell_ends_line(s->cells[at + n]))
        n++;
    bool ends = cell_ends_line(s->cells[at + n]);
    *wrapped = !ends || s->cells[at + n].foreground == LINE_CONTINUES;
    if (!ends && n > 1 && (s->cells[at + n - 1].text & CELL_WIDE) != 0)
        n--;
    return n;
}

uint32_t reflow_next(const struct scratch *s, uint32_t at, uint16_t cols)
{
    bool wrapped;
    at += reflow_row(s, at, cols, &wrapped);
    return cell_ends_line(s->cells[at]) ? at + 1 : at;
}

uint32_t reflow_count(const struct scratch *s, uint16_t cols, uint32_t end)
{
    uint32_t rows = 0;
    for (uint32_t at = 0; at < end; at = reflow_next(s, at, cols))
        rows++;
    return rows;
}

uint32_t reflow_find(const struct scratch *s, const struct reflow_point *p, uint16_t cols,
                     uint32_t *x)
{
    uint32_t row = 0;
    for (uint32_t at = 0; at < s->used; row++) {
        uint32_t next = reflow_next(s, at, cols);
        if (p->at < next) {
            *x = p->at - at + p->beyond;
            return row;
        }
        at = next;
    }
    *x = 0;
    return row;
}

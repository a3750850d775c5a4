/*
 * The first pass goes back to the start of the line, and counts columns; the second one writes the
 * text, and finds the offsets by counting the same columns again.
 */
#include "term/lines.h"

#include "term/cluster.h"
#include "term/wrap.h"

#define CELL_BYTES (LIMIT_CLUSTER_POINTS * 4)

/* A line while it is written. */
struct lines_writer {
    const struct term *t;
    uint64_t position;         /* of the first line in the history */
    unsigned top;              /* the first row of the screen */
    size_t before;             /* columns from the start to the row that was asked for */
    size_t at;                 /* columns written */
    size_t from_at, cursor_at; /* columns before line_text.from and line_text.cursor */
    uint8_t *to;
    size_t len;
    struct line_text line;
};

bool lines_continue(const struct term *t, unsigned y)
{
    return y + 1u < t->state.rows && wrap_continues(t, t->state.active, y);
}

static const struct cell *lines_cells(const struct term *t, unsigned y)
{
    return row_cells(t, t->state.active, y);
}

bool lines_start_wide(const struct term *t, uint64_t position)
{
    struct history_line l;
    struct history_cell c;
    if (history_after(&t->history, &position, &l))
        return history_cell(&l, &c) && c.columns == 2;
    return (lines_cells(t, 0)->text & CELL_WIDE) != 0;
}

static unsigned history_columns(struct history_line l)
{
    struct history_cell c;
    unsigned n = 0;
    while (history_cell(&l, &c))
        n += c.columns;
    return n;
}

/* Goes back from row y to the start of its line, or until `most` columns are before row y. */
static void lines_go_back(struct lines_writer *w, unsigned y, size_t most)
{
    const struct term *t = w->t;
    struct history_line l;
    uint64_t position = w->position = t->history.state.head;
    w->top = y;
    while (w->top > 0 && lines_continue(t, w->top - 1) && w->before < most) {
        w->top--;
        w->before += t->state.cols;
    }
    bool newest = w->top == 0 && t->state.active == SCREEN_MAIN && wrap_continues_history(t);
    if (!newest)
        return;
    for (; w->before < most && history_before(&t->history, &position, &l) && (newest || l.wrapped);
         newest = false) {
        w->position = position;
        w->before += history_columns(l);
    }
}

/* Notes the offsets that are reached before the next character. */
static void lines_note(struct lines_writer *w)
{
    if (w->at <= w->from_at)
        w->line.from = w->len;
    if (w->at <= w->cursor_at)
        w->line.cursor = w->len;
}

static bool lines_have_room(const struct lines_writer *w)
{
    return w->len + CELL_BYTES <= LIMIT_LINE_BYTES;
}

static void lines_put_history(struct lines_writer *w)
{
    struct history_line l;
    struct history_cell c = {.count = 1};
    while (history_after(&w->t->history, &w->position, &l)) {
        while (lines_have_room(w) && history_cell(&l, &c)) {
            lines_note(w);
            if (c.count == 0)
                w->to[w->len++] = ' ';
            for (uint32_t i = 0; i < c.count; i++)
                w->len += utf8_put(c.points[i], w->to + w->len);
            w->at += c.columns;
        }
        if (c.count == 0 && w->len > 0 && lines_start_wide(w->t, w->position))
            w->len--;
    }
}

/* The columns of row y that belong to the text. */
static unsigned lines_row_end(const struct term *t, unsigned y)
{
    const struct cursor *cursor = &t->state.cursor;
    const struct cell *cells = lines_cells(t, y);
    unsigned end = t->state.cols, least_end = 0;
    if (lines_continue(t, y))
        return wrap_columns(t, t->state.active, y);
    if (y == cursor->y)
        least_end = cursor->x + (cursor->pending_wrap != 0 ? 1u : 0u);
    while (end > least_end && cell_is_blank(cells[end - 1]))
        end--;
    return end;
}

static void lines_put_row(struct lines_writer *w, unsigned y)
{
    const struct cell *cells = lines_cells(w->t, y);
    unsigned end = lines_row_end(w->t, y);
    for (unsigned x = 0; x < end && lines_have_room(w); x++) {
        lines_note(w);
        w->len += cluster_cell_text(w->t, cells[x], w->to + w->len);
        w->at++;
    }
    if (lines_continue(w->t, y))
        w->at += w->t->state.cols - end;
}

struct line_text lines_read(const struct term *t, unsigned y, size_t columns, uint8_t *storage)
{
    const struct cursor *cursor = &t->state.cursor;
    struct lines_writer w = {.t = t, .to = storage, .cursor_at = SIZE_MAX};
    lines_go_back(&w, y, columns + LINES_CONTEXT);
    if (y == cursor->y) {
        w.cursor_at = w.before + cursor->x + (cursor->pending_wrap != 0 ? 1u : 0u);
        w.from_at = w.cursor_at - (columns < w.cursor_at ? columns : w.cursor_at);
    }
    lines_put_history(&w);
    for (y = w.top; y < t->state.rows; y++) {
        lines_put_row(&w, y);
        if (!lines_continue(t, y))
            break;
    }
    lines_note(&w);
    w.line.text = slice_make(storage, w.len);
    return w.line;
}

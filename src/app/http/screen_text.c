/*
 * The lines of the history come first, by absolute number, followed by the rows of the screen. The
 * cursor stores the position after the last history line, which is valid until that line is
 * overwritten or the history is reflowed by a resize; then the line is looked up by number. A line
 * longer than an item is written in parts.
 */
#include "app/http/screen_text.h"

#include "app/window/ending.h"
#include "base/utf8.h"
#include "term/term.h"

#define CELL_BYTES (LIMIT_CLUSTER_POINTS * 4)

static bool has_room(const struct text *t)
{
    return t->size - t->len > CELL_BYTES + 1;
}

/* Writes the cells of a line from the cursor's part on. False: the item is full before the end of
 * the line. */
static bool put_history_cells(struct text *t, struct history_line *line, uint16_t *part)
{
    struct history_cell cell;
    for (uint16_t i = 0; history_cell(line, &cell); i++) {
        uint8_t utf8[4];
        if (i < *part)
            continue;
        if (!has_room(t))
            return false;
        *part = (uint16_t)(i + 1);
        if (cell.count == 0)
            text_char(t, ' ');
        for (uint32_t k = 0; k < cell.count; k++)
            text_add(t, slice_make(utf8, utf8_put(cell.points[k], utf8)));
    }
    return true;
}

/* Writes the next line of the history, without attributes. Lines no longer kept are skipped; a
 * newline is written unless the line continues in the next one. */
static void put_history_line(struct text *t, const struct history *h, struct list_cursor *at)
{
    struct history_line line;
    if (at->next < h->state.first) {
        at->next = h->state.first < at->end ? h->state.first : at->end;
        at->part = 0;
    }
    bool known = at->position >= h->state.tail && at->position > 0 && at->serial == h->state.epoch;
    at->serial = h->state.epoch;
    uint64_t position = at->position;
    if ((!known && !history_seek(h, at->next, &position)) || !history_after(h, &position, &line)) {
        at->next = at->end;
        at->part = 0;
        return;
    }
    if (!put_history_cells(t, &line, &at->part))
        return;
    at->position = position;
    at->next++;
    at->part = 0;
    if (!line.wrapped)
        text_char(t, '\n');
}

/* The column after the last cell that is not blank. */
static uint16_t row_end(const struct term *term, uint16_t row)
{
    const struct cell *cells = term_cells(term, row);
    uint8_t bytes[CELL_BYTES];
    uint16_t end = term->state.cols;
    while (end > 0 && term_cell_text(term, cells[end - 1], bytes) == 1 && bytes[0] == ' ')
        end--;
    return end;
}

static void put_row(struct text *t, const struct term *term, struct list_cursor *at)
{
    const struct cell *cells = term_cells(term, at->slot);
    uint16_t end = row_end(term, at->slot);
    for (; at->part < end && has_room(t); at->part++) {
        uint8_t bytes[CELL_BYTES];
        text_add(t, slice_make(bytes, term_cell_text(term, cells[at->part], bytes)));
    }
    if (at->part < end)
        return;
    text_char(t, '\n');
    at->slot++;
    at->part = 0;
}

static bool screen_text_next(struct text *item, struct list_cursor *at)
{
    const struct window *w = windows_find(at->subject);
    if (!w)
        return false;
    if (at->next < at->end)
        put_history_line(item, &w->term.history, at);
    else if (at->slot < w->term.state.rows)
        put_row(item, &w->term, at);
    else
        return false;
    return true;
}

static const struct list_kind lines_of_text = {screen_text_next, "text/plain; charset=utf-8",
                                               false};

void screen_text_list_from(struct conn *c, const struct window *w, uint64_t line)
{
    const struct history_state *h = &w->term.history.state;
    TEXT(fields, 128);
    text_str(&fields, "History-Next: ");
    text_u64(&fields, h->next);
    text_str(&fields, "\r\n");
    if (ending_status(w) >= 0) {
        text_str(&fields, "Exit-Status: ");
        text_i64(&fields, ending_status(w));
        text_str(&fields, "\r\n");
    }
    if (line < h->first)
        line = h->first;
    lists_begin(c, &lines_of_text,
                (struct list_cursor){.subject = windows_handle(w),
                                     .next = line < h->next ? line : h->next,
                                     .end = h->next},
                &fields);
}

void screen_text_list(struct conn *c, const struct window *w, uint64_t history)
{
    uint64_t next = w->term.history.state.next;
    screen_text_list_from(c, w, next - (history < next ? history : next));
}

/*
 * The lines of the history come first, by absolute number, followed by the rows of the screen. The
 * cursor stores the position after the last history line, which is valid until that line is
 * overwritten or the history is reflowed by a resize; then the line is looked up by number. A line
 * longer than an item is written in parts.
 */
#include "app/http/screen_text.h"

#include "app/window/ending.h"
#include "base/utf8.h"
#include "term/lines.h"
#include "term/term.h"
#include "term/wrap.h"

#define CELL_BYTES (LIMIT_CLUSTER_POINTS * 4)

static bool has_room(const struct text *t)
{
    return t->size - t->len > CELL_BYTES + 1;
}

/* Writes the cells of a line from the cursor's part on. False: the item is full before the end of
 * the line. *blank: the last cell is an erased one. */
static bool put_history_cells(struct text *t, struct history_line *line, uint16_t *part,
                              bool *blank)
{
    struct history_cell cell = {.count = 1};
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
    *blank = cell.count == 0;
    return true;
}

/* Writes the next line of the history, without attributes. Lines no longer kept are skipped; a
 * newline is written unless the line continues in the next one and rows are joined. */
static void put_history_line(struct text *t, const struct term *term, struct list_cursor *at,
                             bool joined)
{
    const struct history *h = &term->history;
    struct history_line line;
    bool blank;
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
    if (!put_history_cells(t, &line, &at->part, &blank))
        return;
    at->position = position;
    at->next++;
    at->part = 0;
    if (!line.wrapped || !joined)
        text_char(t, '\n');
    else if (blank && t->len > 0 && lines_start_wide(term, position))
        t->len--;
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

static void put_row(struct text *t, const struct term *term, struct list_cursor *at, bool joined)
{
    const struct cell *cells = term_cells(term, at->slot);
    bool continues = joined && lines_continue(term, at->slot);
    uint16_t end = continues ? (uint16_t)wrap_columns(term, term->state.active, at->slot)
                             : row_end(term, at->slot);
    for (; at->part < end && has_room(t); at->part++) {
        uint8_t bytes[CELL_BYTES];
        text_add(t, slice_make(bytes, term_cell_text(term, cells[at->part], bytes)));
    }
    if (at->part < end)
        return;
    if (!continues)
        text_char(t, '\n');
    at->slot++;
    at->part = 0;
}

static bool screen_text_put(struct text *item, struct list_cursor *at, bool joined)
{
    const struct window *w = windows_find(at->subject);
    if (!w)
        return false;
    if (at->next < at->end)
        put_history_line(item, &w->term, at, joined);
    else if (at->slot < w->term.state.rows)
        put_row(item, &w->term, at, joined);
    else
        return false;
    return true;
}

static bool screen_text_next(struct text *item, struct list_cursor *at)
{
    return screen_text_put(item, at, true);
}

static bool screen_text_next_row(struct text *item, struct list_cursor *at)
{
    return screen_text_put(item, at, false);
}

/* Lines, and rows. */
static const struct list_kind texts[] = {
    {screen_text_next, "text/plain; charset=utf-8", false},
    {screen_text_next_row, "text/plain; charset=utf-8", false},
};

void screen_text_list_from(struct conn *c, const struct window *w, uint64_t line, bool rows)
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
    lists_begin(c, &texts[rows],
                (struct list_cursor){.subject = windows_handle(w),
                                     .next = line < h->next ? line : h->next,
                                     .end = h->next},
                &fields);
}

void screen_text_list(struct conn *c, const struct window *w, uint64_t history, bool rows)
{
    uint64_t next = w->term.history.state.next;
    screen_text_list_from(c, w, next - (history < next ? history : next), rows);
}

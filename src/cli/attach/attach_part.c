/*
 * A window that is larger than the terminal: what the server paints goes through a terminal engine
 * of its size, of which the part around the cursor is drawn, row by row, with every picture.
 */
#include "cli/attach/attach.h"
#include "cli/tty.h"
#include "term/paint_bytes.h"
#include "term/term.h"

#include <string.h>

#define CELL_MAX 256 /* a position, a style and a cluster */

bool part_start(struct attach *a)
{
    const struct dialect_window *w = &a->dialect.window;
    uint16_t cols = w->cols, rows = w->rows;
    term_size_clamp(&cols, &rows);
    if (cols != w->cols || rows != w->rows)
        return false;
    memset(a->part, 0, sizeof *a->part);
    term_init(&a->part->term, cols, rows);
    tty_show(SLICE("\x1b[r\x1b[0m\x1b[2J"));
    a->region = 0;
    return true;
}

void part_feed(struct attach *a, struct slice bytes)
{
    while (bytes.len > 0) {
        struct slice chunk = slice_part(bytes, 0, LIMIT_CHUNK);
        term_feed(&a->part->term, &a->part->undo, chunk, 0);
        bytes = slice_from(bytes, chunk.len);
    }
}

static void put_cell(const struct term *t, struct cell c, bool whole, struct pen *has,
                     struct text *out)
{
    uint8_t utf8[LIMIT_CLUSTER_POINTS * 4];
    struct pen pen = {.style = t->styles.entries[c.style]};
    bytes_pen(out, has, &pen);
    if (whole)
        text_add(out, (struct slice){utf8, term_cell_text(t, c, utf8)});
    else
        text_char(out, ' ');
}

/* A row's cells from `left` on. A character that is cut at an edge is a space. */
static void put_row(struct attach *a, uint16_t y, uint16_t left, uint16_t at)
{
    char storage[2048];
    struct text out;
    struct pen has = {0};
    const struct term *t = &a->part->term;
    const struct cell *cells = term_cells(t, y);
    uint16_t end = t->state.cols - left < a->cols ? t->state.cols : (uint16_t)(left + a->cols);
    text_init(&out, storage, sizeof storage);
    bytes_position(&out, 0, at);
    text_str(&out, "\x1b[0m");
    for (uint16_t x = left; x < end; x++) {
        bool tail = (cells[x].text & CELL_TAIL) != 0;
        bool cut = tail ? x == left : (cells[x].text & CELL_WIDE) != 0 && x + 1 == end;
        if (!tail || cut)
            put_cell(t, cells[x], !cut, &has, &out);
        if (out.size - out.len < CELL_MAX || x + 1 == end) {
            screen_add(a, text_slice(&out));
            text_init(&out, storage, sizeof storage);
        }
    }
    screen_add(a, t->state.cols - left < a->cols ? SLICE("\x1b[0m\x1b[K") : SLICE("\x1b[0m"));
}

/* The first row or column of a part that holds the cursor. */
static uint16_t first(uint16_t cursor, uint16_t room)
{
    return cursor >= room ? (uint16_t)(cursor + 1 - room) : 0;
}

void part_draw(struct attach *a)
{
    char storage[64];
    struct text out;
    const struct term_state *s = &a->part->term.state;
    uint16_t x = s->cursor.x < s->cols ? s->cursor.x : (uint16_t)(s->cols - 1);
    uint16_t left = first(x, a->cols), top = first(s->cursor.y, a->rows);
    screen_add(a, SLICE("\x1b[?2026h\x1b[?25l"));
    for (uint16_t y = 0; y < a->rows && top + y < s->rows; y++)
        put_row(a, (uint16_t)(top + y), left, y);
    text_init(&out, storage, sizeof storage);
    bytes_position(&out, (uint16_t)(x - left), (uint16_t)(s->cursor.y - top));
    text_str(&out, s->modes & MODE_CURSOR_SHOWN ? "\x1b[?25h\x1b[?2026l" : "\x1b[?2026l");
    screen_add(a, text_slice(&out));
}

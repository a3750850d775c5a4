/* Draws a part of a window, row by row. */
#include "cli/attach/part.h"

#include "term/paint_bytes.h"
#include "term/rare.h"
#include "term/term.h"

#include <string.h>

#define CELL_BYTES_MAX 256 /* a style and a cluster */

bool part_start(struct part *p, uint16_t cols, uint16_t rows)
{
    uint16_t clamped_cols = cols, clamped_rows = rows;
    term_size_clamp(&clamped_cols, &clamped_rows);
    if (clamped_cols != cols || clamped_rows != rows)
        return false;
    memset(p, 0, sizeof *p);
    term_init(&p->term, cols, rows);
    return true;
}

void part_feed(struct part *p, struct slice bytes)
{
    while (bytes.len > 0) {
        struct slice chunk = slice_part(bytes, 0, LIMIT_CHUNK);
        term_feed(&p->term, &p->undo, chunk, 0);
        bytes = slice_from(bytes, chunk.len);
    }
}

/* Appends a cell, or a space if its character is cut. */
static void part_put_cell(const struct term *t, struct cell c, bool cut, struct pen *has,
                          struct text *out)
{
    uint8_t utf8[LIMIT_CLUSTER_POINTS * 4];
    struct pen pen = {.style = rare_style(t, c)};
    bytes_pen(out, has, &pen);
    if (cut)
        text_char(out, ' ');
    else
        text_add(out, slice_make(utf8, term_cell_text(t, c, utf8)));
}

/* The columns of the window that are shown, and their columns on the terminal. */
struct part_columns {
    uint16_t left, end;
    bool short_of_terminal; /* the rest of the terminal's row must be cleared */
};

/* Draws the cells of row y. A wide character that is cut at an edge becomes a space. */
static void part_put_cells(const struct part *p, uint16_t y, const struct part_columns *c,
                           struct picture *picture)
{
    char storage[2048];
    struct text out;
    struct pen has = {0};
    const struct cell *cells = term_cells(&p->term, y);
    text_init(&out, storage, sizeof storage);
    for (uint16_t x = c->left; x < c->end; x++) {
        bool tail = (cells[x].text & CELL_TAIL) != 0;
        bool cut = tail ? x == c->left : (cells[x].text & CELL_WIDE) != 0 && x + 1 == c->end;
        if (!tail || cut)
            part_put_cell(&p->term, cells[x], cut, &has, &out);
        if (out.size - out.len < CELL_BYTES_MAX || x + 1 == c->end) {
            picture_add(picture, text_slice(&out));
            text_init(&out, storage, sizeof storage);
        }
    }
}

/* Draws row y of the window into row `at` of the terminal. */
static void part_put_row(const struct part *p, uint16_t y, const struct part_columns *c,
                         uint16_t at, struct picture *picture)
{
    TEXT(start, 32);
    bytes_position(&start, 0, at);
    text_str(&start, "\x1b[0m");
    picture_add(picture, text_slice(&start));
    part_put_cells(p, y, c, picture);
    picture_add(picture, c->short_of_terminal ? SLICE("\x1b[0m\x1b[K") : SLICE("\x1b[0m"));
}

/* Returns the first row or column of a part of this size that contains the cursor. */
static uint16_t first_shown(uint16_t cursor, uint16_t room)
{
    return cursor >= room ? (uint16_t)(cursor + 1 - room) : 0;
}

void part_draw(const struct part *p, uint16_t cols, uint16_t rows, struct picture *picture)
{
    TEXT(end, 64);
    const struct term_state *s = &p->term.state;
    uint16_t x = s->cursor.x < s->cols ? s->cursor.x : (uint16_t)(s->cols - 1);
    uint16_t left = first_shown(x, cols), top = first_shown(s->cursor.y, rows);
    uint16_t rest = (uint16_t)(s->cols - left);
    struct part_columns c = {left, (uint16_t)(left + (rest < cols ? rest : cols)), rest < cols};
    picture_add(picture, SLICE("\x1b[?2026h\x1b[?25l"));
    for (uint16_t y = 0; y < rows && top + y < s->rows; y++)
        part_put_row(p, (uint16_t)(top + y), &c, y, picture);
    bytes_position(&end, (uint16_t)(x - left), (uint16_t)(s->cursor.y - top));
    text_str(&end, s->modes & MODE_CURSOR_SHOWN ? "\x1b[?25h\x1b[?2026l" : "\x1b[?2026l");
    picture_add(picture, text_slice(&end));
}

/* Every index is in its table, the slots of the rows are a permutation, the last row does not
 * continue, and the cells that a row promises to be zero (struct row, clear) are zero. */
#include "term/check.h"

#include "term/cluster.h"
#include "term/rare.h"
#include "term/term.h"
#include "term/wrap.h"

static bool check_cell(const struct term *t, const struct cell *cells, uint16_t cols, uint16_t x)
{
    struct cell c = cells[x];
    bool tail_next = x + 1 < cols && (cells[x + 1].text & CELL_TAIL) != 0;
    if (cell_rare(c) >= LIMIT_RARE || cell_style(c).underline > UNDERLINE_DASHED)
        return false;
    if (cell_is_cluster(c) &&
        (cell_cluster(c) >= LIMIT_CLUSTERS || t->clusters.entries[cell_cluster(c)].count == 0))
        return false;
    return ((c.text & CELL_WIDE) != 0) == tail_next && (x > 0 || (c.text & CELL_TAIL) == 0);
}

static bool check_row(const struct term *t, const struct grid *g, const struct row *r)
{
    uint16_t cols = t->state.cols;
    const struct cell *cells = &g->cells[(size_t)r->slot * cols];
    if (r->clear > cols || r->changed > t->state.tick || r->wrapped > WRAP_PADDED ||
        r->padding >= cols)
        return false;
    for (uint16_t x = 0; x < cols; x++)
        if (!check_cell(t, cells, cols, x))
            return false;
    for (unsigned x = cols - r->clear; x < cols; x++)
        if (!cell_is_zero(cells[x]))
            return false;
    return true;
}

static bool check_grid(const struct term *t, const struct grid *g)
{
    uint64_t seen[BITS_WORDS(LIMIT_ROWS)] = {0};
    for (uint16_t y = 0; y < t->state.rows; y++) {
        uint16_t slot = g->rows[y].slot;
        if (slot >= t->state.rows || bits_has(seen, slot))
            return false;
        bits_add(seen, slot);
        if (!check_row(t, g, &g->rows[y]))
            return false;
    }
    return g->rows[t->state.rows - 1].wrapped == 0;
}

static bool check_cursor(const struct cursor *c)
{
    return c->charset < 4 &&
           (c->single_shift == 0 || c->single_shift == 2 || c->single_shift == 3) &&
           c->link < LIMIT_RARE && cell_rare(c->cell) < LIMIT_RARE;
}

static bool check_parser(const struct parser *p)
{
    return p->state <= PARSE_STRING && p->count <= LIMIT_PARAMETERS &&
           p->string_len <= LIMIT_STRING_BYTES && p->resume <= p->string_len && p->utf8.need <= 3;
}

static bool check_state(const struct term_state *s)
{
    uint16_t cols = s->cols, rows = s->rows;
    term_size_clamp(&cols, &rows);
    return cols == s->cols && rows == s->rows && s->top <= s->bottom && s->bottom < rows &&
           s->left <= s->right && s->right < cols && s->active <= SCREEN_ALTERNATE &&
           s->mouse <= MOUSE_ANY && s->encoding <= MOUSE_UTF8 && s->shape <= 6 &&
           s->cursor.x < cols && s->cursor.y < rows && check_cursor(&s->cursor) &&
           check_cursor(&s->saved[SCREEN_MAIN]) && check_cursor(&s->saved[SCREEN_ALTERNATE]) &&
           s->answer_len <= LIMIT_ANSWER_BYTES && s->title_len <= LIMIT_TITLE_BYTES &&
           s->icon_len <= LIMIT_ICON_BYTES && s->titles_used <= LIMIT_TITLES &&
           s->titles_first < LIMIT_TITLES && s->clipboard_at <= 1 &&
           s->clipboard_len <= LIMIT_CLIPBOARD_BYTES &&
           s->clipboard_gathered <= LIMIT_CLIPBOARD_BYTES && check_parser(&s->parser);
}

bool term_check(const struct term *t)
{
    return check_state(&t->state) && cluster_check(t) && rare_check(t) &&
           check_grid(t, &t->grids[SCREEN_MAIN]) && check_grid(t, &t->grids[SCREEN_ALTERNATE]) &&
           history_check(&t->history);
}

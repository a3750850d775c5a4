/*
 * Only the order of stores matters (term/barrier.h): the cells of a row are copied to the undo area
 * before they are counted, and counted before the row is written to. A rollback only copies back
 * and can be repeated.
 */
#include "term/undo.h"

#include "base/bug.h"
#include "term/barrier.h"

#include <string.h>

/* The number of bytes that an OSC 52 in progress has gathered in the clipboard. They must be saved,
 * as another OSC 52 in the same transaction would overwrite them. */
static size_t undo_gathered(const struct term_state *s)
{
    bool gathers = s->parser.state == PARSE_OSC && s->parser.to_clipboard != 0;
    return gathers ? s->clipboard_gathered : 0;
}

void undo_begin(struct undo *u, const struct term *t)
{
    size_t words = BITS_WORDS(t->state.rows);
    u->count = 0;
    u->used = 0;
    u->palette_saved = 0;
    memset(u->saved[SCREEN_MAIN], 0, words * sizeof(uint64_t));
    memset(u->saved[SCREEN_ALTERNATE], 0, words * sizeof(uint64_t));
    u->state = t->state;
    u->state.history = t->history.state;
    for (unsigned g = 0; g < 2; g++)
        memcpy(u->rows[g], t->grids[g].rows, t->state.rows * sizeof(struct row));
    memcpy(u->string, t->string, t->state.parser.string_len);
    memcpy(u->title, t->title, t->state.title_len);
    memcpy(u->title_kept, t->title_kept, t->state.title_kept_len);
    memcpy(u->clipboard, t->clipboard, undo_gathered(&t->state));
    store_barrier();
    u->active = 1;
    store_barrier();
}

void undo_save(struct undo *u, const struct term *t, uint16_t grid, uint16_t slot, uint16_t len)
{
    BUG_UNLESS(u->count < 2u * t->state.rows && u->used + len <= 2u * LIMIT_CELLS);
    const struct cell *cells = &t->grids[grid].cells[(size_t)slot * t->state.cols];
    u->list[u->count] =
        (struct undo_row){.offset = u->used, .slot = slot, .len = len, .grid = grid};
    memcpy(&u->cells[u->used], cells, len * sizeof *cells);
    u->used += len;
    store_barrier();
    u->count++;
    bits_add(u->saved[grid], slot);
    store_barrier();
}

void undo_save_palette(struct undo *u, const struct term *t)
{
    if (u->palette_saved != 0)
        return;
    u->palette = t->palette;
    store_barrier();
    u->palette_saved = 1;
    store_barrier();
}

void undo_end(struct undo *u)
{
    store_barrier();
    u->active = 0;
    store_barrier();
}

static void undo_restore_row(const struct undo *u, struct term *t, const struct undo_row *r)
{
    uint16_t cols = u->state.cols;
    BUG_UNLESS(r->grid < 2 && r->slot < u->state.rows && r->len <= cols &&
               r->offset + r->len <= 2u * LIMIT_CELLS);
    struct cell *cells = &t->grids[r->grid].cells[(size_t)r->slot * cols];
    memcpy(cells, &u->cells[r->offset], r->len * sizeof *cells);
    memset(cells + r->len, 0, (size_t)(cols - r->len) * sizeof *cells);
}

void undo_rollback(struct undo *u, struct term *t)
{
    if (u->active == 0)
        return;
    BUG_UNLESS(u->count <= 2u * LIMIT_ROWS && u->state.rows <= LIMIT_ROWS);
    for (uint32_t i = 0; i < u->count; i++)
        undo_restore_row(u, t, &u->list[i]);
    for (unsigned g = 0; g < 2; g++)
        memcpy(t->grids[g].rows, u->rows[g], u->state.rows * sizeof(struct row));
    BUG_UNLESS(u->state.parser.string_len <= LIMIT_STRING_BYTES &&
               u->state.title_len <= LIMIT_TITLE_BYTES &&
               u->state.title_kept_len <= LIMIT_TITLE_BYTES &&
               u->state.clipboard_gathered <= LIMIT_CLIPBOARD_BYTES);
    memcpy(t->string, u->string, u->state.parser.string_len);
    memcpy(t->title, u->title, u->state.title_len);
    memcpy(t->title_kept, u->title_kept, u->state.title_kept_len);
    memcpy(t->clipboard, u->clipboard, undo_gathered(&u->state));
    if (u->palette_saved != 0)
        t->palette = u->palette;
    t->state = u->state;
    memset(&t->state.history, 0, sizeof t->state.history);
    history_rollback(&t->history, &u->state.history);
    undo_end(u);
}

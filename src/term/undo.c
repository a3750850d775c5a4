/*
 * Only the order of stores matters (term/barrier.h): the cells of a row are copied to the undo area
 * before they are counted, and counted before the row is written to. A rollback only copies back
 * and can be repeated.
 */
#include "term/undo.h"

#include "base/bug.h"
#include "term/barrier.h"

#include <string.h>

void undo_begin(struct undo *u, const struct term *t)
{
    size_t words = BITS_WORDS(t->state.rows);
    u->count = 0;
    u->used = 0;
    u->palette_saved = u->titles_saved = u->clipboards_saved = 0;
    memset(u->saved[SCREEN_MAIN], 0, words * sizeof(uint64_t));
    memset(u->saved[SCREEN_ALTERNATE], 0, words * sizeof(uint64_t));
    u->state = t->state;
    u->state.history = t->history.state;
    for (unsigned g = 0; g < 2; g++)
        memcpy(u->rows[g], t->grids[g].rows, t->state.rows * sizeof(struct row));
    memcpy(u->string, t->string, t->state.parser.string_len);
    memcpy(u->title, t->title, t->state.title_len);
    memcpy(u->icon, t->icon, t->state.icon_len);
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

/* Saves a part of the terminal as a whole, once in a transaction. */
static void undo_save_part(uint8_t *saved, void *to, const void *from, size_t len)
{
    if (*saved != 0)
        return;
    memcpy(to, from, len);
    store_barrier();
    *saved = 1;
    store_barrier();
}

void undo_save_palette(struct undo *u, const struct term *t)
{
    undo_save_part(&u->palette_saved, &u->palette, &t->palette, sizeof u->palette);
}

void undo_save_titles(struct undo *u, const struct term *t)
{
    undo_save_part(&u->titles_saved, u->titles, t->titles, sizeof u->titles);
}

void undo_save_clipboards(struct undo *u, const struct term *t)
{
    undo_save_part(&u->clipboards_saved, u->clipboards, t->clipboards, sizeof u->clipboards);
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
               u->state.title_len <= LIMIT_TITLE_BYTES && u->state.icon_len <= LIMIT_ICON_BYTES);
    memcpy(t->string, u->string, u->state.parser.string_len);
    memcpy(t->title, u->title, u->state.title_len);
    memcpy(t->icon, u->icon, u->state.icon_len);
    if (u->palette_saved != 0)
        t->palette = u->palette;
    if (u->titles_saved != 0)
        memcpy(t->titles, u->titles, sizeof t->titles);
    if (u->clipboards_saved != 0)
        memcpy(t->clipboards, u->clipboards, sizeof t->clipboards);
    t->state = u->state;
    memset(&t->state.history, 0, sizeof t->state.history);
    history_rollback(&t->history, &u->state.history);
    undo_end(u);
}

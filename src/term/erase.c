/*
 * Cells protected by SPA (ECMA-48) survive plain erasing, cells protected by DECSCA survive
 * selective erasing. Both set the same mark (CELL_PROTECTED); the one used last determines its
 * meaning.
 */
#include "term/erase.h"

#include "term/cursor.h"
#include "term/wrap.h"

bool erase_guards(const struct feed *f, bool selective)
{
    return f->t->state.protection == (selective ? PROTECTION_DEC : PROTECTION_ISO);
}

void erase_protect(struct feed *f, bool on, enum protection by)
{
    f->t->state.cursor.protect = on;
    f->t->state.cursor.cell_known = 0;
    if (on)
        f->t->state.protection = (uint8_t)by;
}

static void erase_rows(struct feed *f, unsigned from, unsigned end, bool guard)
{
    for (unsigned y = from; y < end; y++)
        screen_erase(f, y, 0, f->t->state.cols, guard);
}

void erase_line(struct feed *f, unsigned what, bool selective)
{
    struct term_state *s = &f->t->state;
    bool guard = erase_guards(f, selective);
    if (what == 0) {
        screen_erase(f, s->cursor.y, s->cursor.x, s->cols, guard);
    } else if (what == 1) {
        screen_erase(f, s->cursor.y, 0, s->cursor.x + 1u, guard);
    } else if (what == 2) {
        screen_erase(f, s->cursor.y, 0, s->cols, guard);
    }
    if (what <= 2)
        s->cursor.pending_wrap = 0;
}

void erase_display(struct feed *f, unsigned what, bool selective)
{
    struct term_state *s = &f->t->state;
    bool guard = erase_guards(f, selective);
    if (what == 0) {
        erase_line(f, 0, selective);
        erase_rows(f, s->cursor.y + 1u, s->rows, guard);
    } else if (what == 1) {
        erase_rows(f, 0, s->cursor.y, guard);
        erase_line(f, 1, selective);
    } else if (what == 2) {
        erase_rows(f, 0, s->rows, guard);
        s->cursor.pending_wrap = 0;
    } else if (what == 3 && !selective && s->active == SCREEN_MAIN) {
        history_clear(&f->t->history); /* "erase saved lines" (xterm) */
    }
}

void erase_characters(struct feed *f, unsigned n)
{
    struct term_state *s = &f->t->state;
    unsigned end = least(s->cursor.x + n, s->cols);
    screen_erase(f, s->cursor.y, s->cursor.x, end, erase_guards(f, false));
    s->cursor.pending_wrap = 0;
}

void erase_alignment(struct feed *f)
{
    struct term_state *s = &f->t->state;
    screen_margins_reset(f);
    s->modes &= ~(uint32_t)MODE_ORIGIN;
    for (unsigned y = 0; y < s->rows; y++) {
        struct cell *cells = screen_row(f, y, s->cols);
        wrap_erased(f->t, y, 0, s->cols);
        for (unsigned x = 0; x < s->cols; x++)
            cells[x] = (struct cell){.text = 'E'};
    }
    cursor_set(f, 0, 0);
}

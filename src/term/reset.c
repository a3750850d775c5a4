/* DECSTR resets what DEC's manuals list for it; a pending wrap is not among it (xterm keeps it).
 * RIS resets everything except the size, the serial numbers, the title and the history. */
#include "term/reset.h"

#include "term/cursor.h"
#include "term/modes.h"
#include "term/palette.h"
#include "term/sequence.h"
#include "term/tabs.h"

#include <string.h>

#define MODES_INITIAL (MODE_AUTOWRAP | MODE_CURSOR_SHOWN | MODE_SEND_RECEIVE)

static void reset_cursor(struct cursor *c)
{
    memset(c, 0, sizeof *c);
    memset(c->charsets, 'B', sizeof c->charsets);
    c->autowrap = 1;
}

void reset_state(struct term_state *s)
{
    s->top = 0;
    s->bottom = (uint16_t)(s->rows - 1);
    s->left = 0;
    s->right = (uint16_t)(s->cols - 1);
    s->mouse = MOUSE_OFF;
    s->encoding = MOUSE_PLAIN;
    s->shape = 0;
    s->protection = PROTECTION_OFF;
    s->modes = MODES_INITIAL;
    s->modes_kept = MODES_INITIAL;
    s->level = LEVEL_LAST;
    s->synchronized_until = 0;
    reset_cursor(&s->cursor);
    reset_cursor(&s->saved[SCREEN_MAIN]);
    reset_cursor(&s->saved[SCREEN_ALTERNATE]);
    tabs_init(s);
}

void reset_soft(struct feed *f)
{
    struct term_state *s = &f->t->state;
    uint16_t x = s->cursor.x, y = s->cursor.y;
    uint8_t pending = s->cursor.pending_wrap;
    s->modes &= ~(uint32_t)(MODE_INSERT | MODE_ORIGIN | MODE_APPLICATION_KEYPAD |
                            MODE_APPLICATION_CURSOR | MODE_MARGINS_SIDE | MODE_KEYBOARD_ACTION |
                            MODE_NATIONAL | MODE_REVERSE_WRAP | MODE_REVERSE_WRAP_FAR);
    s->modes |= MODE_AUTOWRAP | MODE_CURSOR_SHOWN;
    s->shape = 0;
    s->protection = PROTECTION_OFF;
    screen_margins_reset(f);
    reset_cursor(&s->cursor);
    reset_cursor(&s->saved[s->active]);
    cursor_set(f, x, y);
    s->cursor.pending_wrap = pending != 0 && x + 1 == s->cols;
    s->reset_serial++;
}

void reset_level(struct feed *f)
{
    const struct parser *p = &f->t->state.parser;
    unsigned level = parameter(p, 0, 0);
    if (level < LEVEL_FIRST || level > LEVEL_LAST)
        return;
    reset_soft(f);
    f->t->state.level = (uint8_t)level;
    modes_c1(f, level > LEVEL_FIRST && parameter(p, 1, 0) != 1);
}

void reset_hard(struct feed *f)
{
    struct term_state *s = &f->t->state;
    s->cursor.pen = (struct style){0};
    s->cursor.cell_known = 0;
    modes_show(f, SCREEN_ALTERNATE);
    modes_clear_screen(f);
    modes_show(f, SCREEN_MAIN);
    modes_clear_screen(f);
    reset_state(s);
    palette_reset(f, 0, PALETTE_COLORS);
    s->titles_used = 0;
    s->parser.repeat = 0;
    s->reset_serial++;
}

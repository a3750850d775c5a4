/*
 * Modes and resets. Modes that are one bit stand in a table; those that do more have a case of
 * their own.
 */
#include "term/cursor.h"
#include "term/parse.h"

#include <string.h>

#define MODES_INITIAL (MODE_AUTOWRAP | MODE_CURSOR_SHOWN)

struct mode_bit {
    uint16_t number;
    uint32_t mode;
};

static const struct mode_bit ansi_modes[] = {{4, MODE_INSERT}, {20, MODE_NEWLINE}};
static const struct mode_bit dec_modes[] = {
    {1, MODE_APPLICATION_CURSOR}, {5, MODE_REVERSE_VIDEO},       {6, MODE_ORIGIN},
    {7, MODE_AUTOWRAP},           {12, MODE_CURSOR_BLINK},       {25, MODE_CURSOR_SHOWN},
    {45, MODE_REVERSE_WRAP},      {66, MODE_APPLICATION_KEYPAD}, {69, MODE_MARGINS_SIDE},
    {1004, MODE_FOCUS},           {1045, MODE_REVERSE_WRAP_FAR}, {2004, MODE_BRACKETED_PASTE},
    {2026, MODE_SYNCHRONIZED},
};

static uint32_t mode_find(const struct mode_bit *modes, size_t n, unsigned number)
{
    for (size_t i = 0; i < n; i++)
        if (modes[i].number == number)
            return modes[i].mode;
    return 0;
}

static uint32_t mode_of(bool dec, unsigned number)
{
    return dec ? mode_find(dec_modes, sizeof dec_modes / sizeof *dec_modes, number)
               : mode_find(ansi_modes, sizeof ansi_modes / sizeof *ansi_modes, number);
}

static unsigned mouse_of(unsigned number)
{
    switch (number) {
    case 9:
        return MOUSE_X10;
    case 1000:
        return MOUSE_BUTTONS;
    case 1002:
        return MOUSE_DRAG;
    case 1003:
        return MOUSE_ANY;
    default:
        return MOUSE_OFF;
    }
}

static unsigned encoding_of(unsigned number)
{
    if (number == 1006)
        return MOUSE_SGR;
    return number == 1015 ? MOUSE_URXVT : MOUSE_PLAIN;
}

void modes_show(struct feed *f, enum screen_index which)
{
    struct term_state *s = &f->t->state;
    if (s->active == which)
        return;
    s->active = (uint8_t)which;
    screen_moved(f, 0, s->rows - 1u);
}

static void clear_screen(struct feed *f)
{
    for (unsigned y = 0; y < f->t->state.rows; y++)
        screen_erase(f, y, 0, f->t->state.cols, false);
}

static void alternate(struct feed *f, unsigned number, bool on)
{
    if (number == 1049 && on)
        cursor_save(f);
    if (number == 1047 && !on && f->t->state.active == SCREEN_ALTERNATE)
        clear_screen(f);
    modes_show(f, on ? SCREEN_ALTERNATE : SCREEN_MAIN);
    if (number == 1049 && on)
        clear_screen(f);
    if (number == 1049 && !on)
        cursor_restore(f);
}

/* What a mode does beside its bit. */
static void mode_effect(struct feed *f, uint32_t mode, bool on)
{
    struct term_state *s = &f->t->state;
    if (mode == MODE_ORIGIN) {
        cursor_place(f, 0, 0);
    } else if (mode == MODE_MARGINS_SIDE) {
        s->left = 0;
        s->right = (uint16_t)(s->cols - 1);
    } else if (mode == MODE_SYNCHRONIZED && on) {
        s->synchronized_until = f->now_ms + LIMIT_SYNCHRONIZED_MS;
    }
}

static void mode_set(struct feed *f, bool dec, unsigned number, bool on)
{
    struct term_state *s = &f->t->state;
    uint32_t mode = mode_of(dec, number);
    if (mode != 0) {
        s->modes = on ? s->modes | mode : s->modes & ~mode;
        mode_effect(f, mode, on);
    } else if (!dec) {
        return;
    } else if (mouse_of(number) != MOUSE_OFF) {
        s->mouse = (uint8_t)(on ? mouse_of(number) : MOUSE_OFF);
    } else if (encoding_of(number) != MOUSE_PLAIN) {
        if (on || s->encoding == encoding_of(number))
            s->encoding = (uint8_t)(on ? encoding_of(number) : MOUSE_PLAIN);
    } else if (number == 47 || number == 1047 || number == 1049) {
        alternate(f, number, on);
    } else if (number == 1048) {
        if (on)
            cursor_save(f);
        else
            cursor_restore(f);
    }
}

void modes_set(struct feed *f, bool on)
{
    const struct parser *p = &f->t->state.parser;
    unsigned n = p->count;
    bool dec = p->prefix == '?';
    for (unsigned i = 0; i < n; i++)
        mode_set(f, dec, parameter(p, i, 0), on);
}

/* ECMA-48's modes that no such terminal ever sets. */
static bool never_set(unsigned number)
{
    static const uint8_t numbers[] = {1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19};
    for (size_t i = 0; i < sizeof numbers; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

unsigned modes_query(const struct feed *f, bool dec, unsigned number)
{
    const struct term_state *s = &f->t->state;
    uint32_t mode = mode_of(dec, number);
    if (mode != 0)
        return (s->modes & mode) != 0 ? 1 : 2;
    if (!dec)
        return never_set(number) ? 4 : 0;
    if (mouse_of(number) != MOUSE_OFF)
        return s->mouse == mouse_of(number) ? 1 : 2;
    if (encoding_of(number) != MOUSE_PLAIN)
        return s->encoding == encoding_of(number) ? 1 : 2;
    if (number == 47 || number == 1047 || number == 1049)
        return s->active == SCREEN_ALTERNATE ? 1 : 2;
    return number == 1048 ? 2 : 0;
}

void modes_kept(struct feed *f, bool save)
{
    struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    for (unsigned i = 0; i < p->count; i++) {
        uint32_t mode = mode_of(true, parameter(p, i, 0));
        if (mode == 0)
            continue;
        if (save)
            s->modes_kept = (s->modes_kept & ~mode) | (s->modes & mode);
        else
            mode_set(f, true, parameter(p, i, 0), (s->modes_kept & mode) != 0);
    }
}

static void cursor_defaults(struct cursor *c)
{
    memset(c, 0, sizeof *c);
    memset(c->charsets, 'B', sizeof c->charsets);
    c->autowrap = 1;
}

void modes_defaults(struct term_state *s)
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
    s->synchronized_until = 0;
    cursor_defaults(&s->cursor);
    cursor_defaults(&s->saved[SCREEN_MAIN]);
    cursor_defaults(&s->saved[SCREEN_ALTERNATE]);
    memset(s->tabs, 0, sizeof s->tabs);
    for (unsigned x = 8; x < LIMIT_COLS; x += 8)
        s->tabs[x / 64] |= (uint64_t)1 << (x % 64);
}

/* DECSTR (VT510 manual), without moving the cursor. */
void modes_soft_reset(struct feed *f)
{
    struct term_state *s = &f->t->state;
    uint16_t x = s->cursor.x, y = s->cursor.y;
    s->modes &=
        ~(uint32_t)(MODE_INSERT | MODE_ORIGIN | MODE_APPLICATION_KEYPAD | MODE_APPLICATION_CURSOR |
                    MODE_MARGINS_SIDE | MODE_REVERSE_WRAP | MODE_REVERSE_WRAP_FAR);
    s->modes |= MODES_INITIAL;
    s->shape = 0;
    s->protection = PROTECTION_OFF;
    screen_margins_reset(f);
    cursor_defaults(&s->cursor);
    cursor_defaults(&s->saved[s->active]);
    cursor_set(f, x, y);
    s->reset_serial++;
}

/* RIS: the history stays, as in xterm. */
void modes_hard_reset(struct feed *f)
{
    struct term_state *s = &f->t->state;
    s->cursor.pen = (struct style){0};
    modes_show(f, SCREEN_ALTERNATE);
    clear_screen(f);
    modes_show(f, SCREEN_MAIN);
    clear_screen(f);
    modes_defaults(s);
    s->title_depth = 0;
    s->parser.repeat = 0;
    s->reset_serial++;
}

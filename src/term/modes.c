/*
 * A mode is a bit of state.modes or a value of another member, as enum mode_kind says.
 * sequences.def lists the modes.
 */
#include "term/modes.h"

#include "term/cursor.h"
#include "term/sequence.h"

enum mode_kind {
    KIND_UNKNOWN,
    KIND_NEVER,    /* permanently reset */
    KIND_RESET,    /* reset; setting it has no effect */
    KIND_BIT,      /* `value` is a bit of state.modes */
    KIND_MOUSE,    /* `value` is a value of state.mouse */
    KIND_ENCODING, /* `value` is a value of state.encoding */
    KIND_SCREEN,   /* the alternate screen; `value` is an enum screen_clear */
    KIND_CURSOR,   /* set: saves the cursor; reset: restores it */
};

enum screen_clear { SCREEN_CLEAR_NEVER, SCREEN_CLEAR_BEFORE, SCREEN_CLEAR_AFTER };

struct mode_row {
    enum mode_kind kind;
    uint32_t value;
};

#define MODE_KEY(dec, number) ((unsigned)(dec) << 16 | (number))

static struct mode_row mode_find(bool dec, unsigned number)
{
    switch (MODE_KEY(dec, number)) {
#define MODE(mnemonic, prefix, number, name, source, kind, value)                                  \
    case MODE_KEY((prefix) == '?', number):                                                        \
        return (struct mode_row){kind, value};
#include "term/sequences.def"
    default:
        return (struct mode_row){KIND_UNKNOWN, 0};
    }
}

void modes_show(struct feed *f, enum screen_index which)
{
    struct term_state *s = &f->t->state;
    if (s->active == which)
        return;
    s->active = (uint8_t)which;
    screen_moved(f, 0, s->rows - 1u);
}

void modes_clear_screen(struct feed *f)
{
    for (unsigned y = 0; y < f->t->state.rows; y++)
        screen_erase(f, y, 0, f->t->state.cols, false);
    f->t->state.cursor.pending_wrap = 0;
}

/* ?47, ?1047 and ?1049 (xterm): ?1047 clears the alternate screen when leaving it; ?1049 clears it
 * when entering it, and saves and restores the cursor. */
static void mode_set_screen(struct feed *f, enum screen_clear clear, bool on)
{
    if (clear == SCREEN_CLEAR_BEFORE && on)
        cursor_save(f);
    if (clear == SCREEN_CLEAR_AFTER && !on && f->t->state.active == SCREEN_ALTERNATE)
        modes_clear_screen(f);
    modes_show(f, on ? SCREEN_ALTERNATE : SCREEN_MAIN);
    if (clear == SCREEN_CLEAR_BEFORE && on)
        modes_clear_screen(f);
    if (clear == SCREEN_CLEAR_BEFORE && !on)
        cursor_restore(f);
}

static void mode_set_cursor(struct feed *f, bool on)
{
    if (on)
        cursor_save(f);
    else
        cursor_restore(f);
}

static void mode_set_bit(struct feed *f, uint32_t mode, bool on)
{
    struct term_state *s = &f->t->state;
    bool was = (s->modes & mode) != 0;
    s->modes = on ? s->modes | mode : s->modes & ~mode;
    if (mode == MODE_ORIGIN) {
        cursor_place(f, 0, 0);
    } else if (mode == MODE_MARGINS_SIDE) {
        s->left = 0;
        s->right = (uint16_t)(s->cols - 1);
    } else if (mode == MODE_SYNCHRONIZED && on && !was) {
        s->synchronized_until = f->now_ms + LIMIT_SYNCHRONIZED_MS;
    }
}

static void mode_set(struct feed *f, struct mode_row mode, bool on)
{
    struct term_state *s = &f->t->state;
    switch (mode.kind) {
    case KIND_BIT:
        mode_set_bit(f, mode.value, on);
        break;
    case KIND_MOUSE:
        s->mouse = (uint8_t)(on ? mode.value : MOUSE_OFF);
        break;
    case KIND_ENCODING:
        if (on || s->encoding == mode.value)
            s->encoding = (uint8_t)(on ? mode.value : MOUSE_PLAIN);
        break;
    case KIND_SCREEN:
        mode_set_screen(f, (enum screen_clear)mode.value, on);
        break;
    case KIND_CURSOR:
        mode_set_cursor(f, on);
        break;
    default:
        break;
    }
}

void modes_set(struct feed *f, bool dec, bool on)
{
    const struct parser *p = &f->t->state.parser;
    for (unsigned i = 0; i < p->count; i++)
        mode_set(f, mode_find(dec, parameter(p, i, 0)), on);
}

void modes_c1(struct feed *f, bool on)
{
    mode_set_bit(f, MODE_C1, on);
}

void modes_keypad(struct feed *f, bool application)
{
    mode_set_bit(f, MODE_APPLICATION_KEYPAD, application);
}

/* Values of DECRPM. */
enum mode_report { REPORT_UNKNOWN = 0, REPORT_SET = 1, REPORT_RESET = 2, REPORT_NEVER_SET = 4 };

static unsigned mode_report(bool set)
{
    return set ? REPORT_SET : REPORT_RESET;
}

unsigned modes_query(const struct feed *f, bool dec, unsigned number)
{
    const struct term_state *s = &f->t->state;
    struct mode_row mode = mode_find(dec, number);
    switch (mode.kind) {
    case KIND_NEVER:
        return REPORT_NEVER_SET;
    case KIND_BIT:
        return mode_report((s->modes & mode.value) != 0);
    case KIND_MOUSE:
        return mode_report(s->mouse == mode.value);
    case KIND_ENCODING:
        return mode_report(s->encoding == mode.value);
    case KIND_SCREEN:
        return mode_report(s->active == SCREEN_ALTERNATE);
    case KIND_CURSOR:
    case KIND_RESET:
        return REPORT_RESET;
    default:
        return REPORT_UNKNOWN;
    }
}

void modes_save(struct feed *f)
{
    struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    for (unsigned i = 0; i < p->count; i++) {
        struct mode_row mode = mode_find(true, parameter(p, i, 0));
        if (mode.kind == KIND_BIT)
            s->modes_kept = (s->modes_kept & ~mode.value) | (s->modes & mode.value);
    }
}

void modes_restore(struct feed *f)
{
    const struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    for (unsigned i = 0; i < p->count; i++) {
        struct mode_row mode = mode_find(true, parameter(p, i, 0));
        if (mode.kind == KIND_BIT)
            mode_set_bit(f, mode.value, (s->modes_kept & mode.value) != 0);
    }
}

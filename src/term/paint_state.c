/* All modes are sent the first time; afterwards only those that differ from the ones sent last. */
#include "term/paint_state.h"

#include "term/term.h"

/* The most bytes for all modes. */
#define MODES_MAX 256

/* Sets a mouse mode after those that report less, for terminals that lack it, or resets them in the
 * opposite order. */
static void state_tracking(struct paint_out *o, unsigned mouse, bool on)
{
    static const uint16_t tracking[] = {[MOUSE_BUTTONS] = 1000, [MOUSE_DRAG] = 1002, 1003};
    if (mouse == MOUSE_X10)
        bytes_mode(&o->bytes, 9, on);
    for (unsigned i = MOUSE_BUTTONS; i <= mouse; i++)
        bytes_mode(&o->bytes, tracking[on ? i : mouse + MOUSE_BUTTONS - i], on);
}

static void state_mouse(struct painter *p, struct paint_out *o)
{
    static const uint16_t encodings[] = {0, 1006, 1015, 1005};
    const struct term_state *s = &o->t->state;
    if (p->reported && p->mouse == s->mouse && p->encoding == s->encoding)
        return;
    state_tracking(o, p->mouse, false);
    if (p->encoding)
        bytes_mode(&o->bytes, encodings[p->encoding], false);
    if (!p->reported)
        text_str(&o->bytes,
                 "\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l");
    if (s->encoding)
        bytes_mode(&o->bytes, encodings[s->encoding], true);
    state_tracking(o, s->mouse, true);
    p->mouse = s->mouse;
    p->encoding = s->encoding;
}

static void state_modes(struct painter *p, struct paint_out *o)
{
    static const struct {
        uint32_t mode;
        uint16_t number;
    } numbers[] = {
        {MODE_APPLICATION_CURSOR, 1}, {MODE_REVERSE_VIDEO, 5},      {MODE_CURSOR_SHOWN, 25},
        {MODE_FOCUS, 1004},           {MODE_BRACKETED_PASTE, 2004},
    };
    const struct term_state *s = &o->t->state;
    uint32_t modes = s->modes & PAINT_MODES, other = p->reported ? modes ^ p->modes : PAINT_MODES;
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (other & numbers[i].mode)
            bytes_mode(&o->bytes, numbers[i].number, (modes & numbers[i].mode) != 0);
    if (other & MODE_APPLICATION_KEYPAD)
        text_str(&o->bytes, (modes & MODE_APPLICATION_KEYPAD) ? "\x1b=" : "\x1b>");
    if (!p->reported || p->shape != s->shape) {
        text_str(&o->bytes, "\x1b[");
        text_u64(&o->bytes, s->shape);
        text_str(&o->bytes, " q");
    }
    p->modes = modes;
    p->shape = s->shape;
}

bool paint_state(struct painter *p, struct paint_out *o)
{
    const struct term_state *s = &o->t->state;
    if (paint_room(o) < MODES_MAX + LIMIT_TITLE_BYTES)
        return false;
    state_mouse(p, o);
    state_modes(p, o);
    p->reported = 1;
    if (p->title_serial != s->title_serial) {
        text_str(&o->bytes, "\x1b]0;");
        text_add(&o->bytes, term_title(o->t));
        text_char(&o->bytes, '\a');
        p->title_serial = s->title_serial;
    }
    if (p->bell_serial != s->bell_serial) {
        text_char(&o->bytes, '\a');
        p->bell_serial = s->bell_serial;
    }
    return true;
}

bool paint_clipboard(struct painter *p, struct paint_out *o, size_t begun)
{
    const struct term_state *s = &o->t->state;
    size_t need = s->clipboard_len + 16;
    if (p->clipboard_serial == s->clipboard_serial)
        return true;
    bool wanted = p->clipboard && s->clipboard_len > 0;
    if (wanted && need > paint_room(o) && o->bytes.len > begun)
        return false;
    if (wanted && need <= paint_room(o)) {
        text_str(&o->bytes, "\x1b]52;c;");
        text_add(&o->bytes, term_clipboard(o->t));
        text_char(&o->bytes, '\a');
    }
    p->clipboard_serial = s->clipboard_serial;
    return true;
}

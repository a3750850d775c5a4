/* Each colour is found by the serial number of its last change. The mouse's, Tektronix's and the
 * special colours are kept for queries, but not sent. */
#include "term/paint_palette.h"

#define COLOR_BYTES 32 /* the most bytes for one colour */

static bool paint_palette_has(unsigned i)
{
    static const uint8_t dynamic[10] = {1, 1, 1, 0, 0, 0, 0, 1, 0, 1};
    return i < PALETTE_SPECIAL || (i >= PALETTE_DYNAMIC && dynamic[i - PALETTE_DYNAMIC] != 0);
}

static void paint_palette_put(struct text *t, unsigned i, uint32_t value)
{
    unsigned number = i < PALETTE_SPECIAL ? 4 : i - PALETTE_DYNAMIC + 10;
    text_str(t, "\x1b]");
    text_u64(t, value != 0 ? number : number + 100);
    if (i < PALETTE_SPECIAL) {
        text_char(t, ';');
        text_u64(t, i);
    }
    for (unsigned shift = 24; value != 0 && shift > 0; shift -= 8) {
        text_str(t, shift == 24 ? ";rgb:" : "/");
        text_hex(t, value >> (shift - 8) & 0xFF, 2);
    }
    text_char(t, '\a');
}

bool paint_palette(struct painter *p, struct paint_out *o)
{
    const struct term_state *s = &o->t->state;
    const struct palette *c = &o->t->palette;
    if (p->palette_serial == s->palette_serial && p->palette_again == 0)
        return true;
    if (p->palette_next == 0) {
        p->palette_pass = s->palette_serial;
        if (paint_room(o) < sizeof PALETTE_RESET + COLOR_BYTES)
            return false;
        text_str(&o->bytes, p->palette_again != 0 ? PALETTE_RESET : "");
        p->palette_again = 0;
    }
    for (; p->palette_next < PALETTE_COLORS; p->palette_next++) {
        unsigned i = p->palette_next;
        if (c->changed[i] <= p->palette_serial || !paint_palette_has(i))
            continue;
        if (paint_room(o) < COLOR_BYTES)
            return false;
        paint_palette_put(&o->bytes, i, c->set[i]);
        p->colored = 1;
    }
    p->palette_next = 0;
    p->palette_serial = p->palette_pass;
    return p->palette_serial == s->palette_serial;
}

/* The text of OSC 52 may be long; the parser gathers it in the one of two clipboards that viewers
 * are not sent, and a text that is complete and valid exchanges them. */
#include "term/osc.h"

#include "term/rare.h"

void osc_hyperlink(struct feed *f, struct slice rest)
{
    struct slice parameters, uri = slice_cut(rest, ';', &parameters);
    bool truncated = f->t->state.parser.truncated != 0;
    f->t->counts.rare_dropped += truncated;
    for (size_t i = 0; i < uri.len; i++)
        if (truncated || uri.at[i] <= 0x20 || uri.at[i] >= 0x7F)
            uri.len = 0;
    f->t->state.cursor.link = rare_intern(f->t, COLOR_DEFAULT, uri);
    f->t->state.cursor.cell_known = 0;
}

static bool osc_is_base64(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
}

void osc_clipboard(struct term *t)
{
    struct term_state *s = &t->state;
    if (s->parser.to_clipboard == 0 || s->parser.truncated != 0)
        return;
    const uint8_t *text = t->clipboards[1 - s->clipboard_at];
    for (uint32_t i = 0; i < s->clipboard_gathered; i++)
        if (!osc_is_base64(text[i]))
            return;
    if (s->clipboard_gathered == 0 || s->clipboard_gathered % 4 != 0)
        return;
    s->clipboard_at = 1 - s->clipboard_at;
    s->clipboard_len = s->clipboard_gathered;
    s->clipboard_serial++;
}

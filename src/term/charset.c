/* A character set is stored as its final byte: 'B' ASCII, '0' DEC line drawing, 'A' UK. */
#include "term/charset.h"

/* DEC special graphics, 0x5F to 0x7E. */
static const uint16_t drawing[32] = {
    0x0020, 0x25C6, 0x2592, 0x2409, 0x240C, 0x240D, 0x240A, 0x00B0, 0x00B1, 0x2424, 0x240B,
    0x2518, 0x2510, 0x250C, 0x2514, 0x253C, 0x23BA, 0x23BB, 0x2500, 0x23BC, 0x23BD, 0x251C,
    0x2524, 0x2534, 0x252C, 0x2502, 0x2264, 0x2265, 0x03C0, 0x2260, 0x00A3, 0x00B7};

void charset_designate(struct feed *f, unsigned g, uint8_t final)
{
    bool known = final == '0' || final == 'A';
    f->t->state.cursor.charsets[g] = known ? final : 'B';
}

void charset_shift(struct feed *f, unsigned g)
{
    f->t->state.cursor.charset = (uint8_t)g;
}

void charset_single_shift(struct feed *f, unsigned g)
{
    f->t->state.cursor.single_shift = (uint8_t)g;
}

uint32_t charset_translate(struct cursor *c, uint32_t point)
{
    uint8_t set = c->charsets[c->single_shift != 0 ? c->single_shift : c->charset];
    c->single_shift = 0;
    if (set == '0' && point >= 0x5F && point <= 0x7E)
        return drawing[point - 0x5F];
    if (set == 'A' && point == '#')
        return 0xA3;
    return point;
}

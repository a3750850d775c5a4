/*
 * SGR. Sub-parameters (set off by colons) belong to the parameter before them and are taken as one
 * group; colours after 38, 48 and 58 are also taken from the parameters that follow, as most
 * programs write them (ISO 8613-6 has the colons, with a colour space before the channels).
 */
#include "term/parse.h"

/* How many sub-parameters follow parameter i. */
static unsigned follow(const struct parser *p, unsigned i)
{
    unsigned n = 0;
    while (i + 1 + n < p->count && (p->colons >> (i + 1 + n) & 1) != 0)
        n++;
    return n;
}

/* A colour that begins behind parameter i; *used: parameters that it took. False: none. */
static bool sgr_color(const struct parser *p, unsigned i, uint32_t *color, unsigned *used)
{
    unsigned subs = follow(p, i);
    unsigned kind = parameter(p, i + 1, 0);
    unsigned at = i + 2;
    if (kind == 5) {
        *used = subs > 2 ? subs : 2;
        unsigned index = parameter(p, at, 0);
        *color = COLOR_PALETTE | index;
        return index <= 255 && at < p->count;
    }
    if (kind != 2) {
        *used = subs > 0 ? subs : 1;
        return false;
    }
    if (follow(p, i + 1) >= 4)
        at++; /* the colour space */
    unsigned taken = at + 2 - i;
    *used = subs > taken ? subs : taken;
    unsigned r = parameter(p, at, 0), g = parameter(p, at + 1, 0), b = parameter(p, at + 2, 0);
    *color = COLOR_RGB | r << 16 | g << 8 | b;
    return r <= 255 && g <= 255 && b <= 255 && at + 2 < p->count;
}

static void sgr_attribute(struct style *pen, unsigned n)
{
    static const uint16_t on[10] = {0,          ATTR_BOLD,  ATTR_FAINT,   ATTR_ITALIC, 0,
                                    ATTR_BLINK, ATTR_RAPID, ATTR_INVERSE, ATTR_HIDDEN, ATTR_STRIKE};
    static const uint16_t off[10] = {0,
                                     0,
                                     ATTR_BOLD | ATTR_FAINT,
                                     ATTR_ITALIC,
                                     0,
                                     ATTR_BLINK | ATTR_RAPID,
                                     0,
                                     ATTR_INVERSE,
                                     ATTR_HIDDEN,
                                     ATTR_STRIKE};
    if (n < 10)
        pen->attributes |= on[n];
    else if (n >= 20 && n < 30)
        pen->attributes &= (uint16_t)~off[n - 20];
    if (n == 4)
        pen->underline = UNDERLINE_SINGLE;
    else if (n == 21)
        pen->underline = UNDERLINE_DOUBLE;
    else if (n == 24)
        pen->underline = UNDERLINE_NONE;
}

static void sgr_one(struct style *pen, unsigned n)
{
    if (n == 0)
        *pen = (struct style){0};
    else if (n < 30)
        sgr_attribute(pen, n);
    else if (n < 38)
        pen->foreground = COLOR_PALETTE | (n - 30);
    else if (n == 39)
        pen->foreground = COLOR_DEFAULT;
    else if (n >= 40 && n < 48)
        pen->background = COLOR_PALETTE | (n - 40);
    else if (n == 49)
        pen->background = COLOR_DEFAULT;
    else if (n == 53)
        pen->attributes |= ATTR_OVERLINE;
    else if (n == 55)
        pen->attributes &= (uint16_t)~ATTR_OVERLINE;
    else if (n == 59)
        pen->underline_color = COLOR_DEFAULT;
    else if (n >= 90 && n < 98)
        pen->foreground = COLOR_PALETTE | (n - 90 + 8);
    else if (n >= 100 && n < 108)
        pen->background = COLOR_PALETTE | (n - 100 + 8);
}

/* Applies parameter i; returns how many that follow belong to it. */
static unsigned sgr_group(struct style *pen, const struct parser *p, unsigned i)
{
    unsigned n = parameter(p, i, 0), used = 0;
    uint32_t color = 0;
    if (n == 38 || n == 48 || n == 58) {
        if (sgr_color(p, i, &color, &used)) {
            uint32_t *which = n == 38   ? &pen->foreground
                              : n == 48 ? &pen->background
                                        : &pen->underline_color;
            *which = color;
        }
        return used;
    }
    used = follow(p, i);
    if (used == 0)
        sgr_one(pen, n);
    else if (n == 4 && parameter(p, i + 1, 1) <= UNDERLINE_DASHED)
        pen->underline = (uint16_t)parameter(p, i + 1, 1);
    return used;
}

void sgr_apply(struct feed *f)
{
    struct cursor *c = &f->t->state.cursor;
    const struct parser *p = &f->t->state.parser;
    c->pen_index = PEN_UNKNOWN;
    if (p->count == 0) {
        c->pen = (struct style){0};
        return;
    }
    for (unsigned i = 0; i < p->count; i++)
        i += sgr_group(&c->pen, p, i);
}

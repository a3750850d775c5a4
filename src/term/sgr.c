/*
 * A parameter and its sub-parameters (separated by colons) are processed as a group. ISO 8613-6
 * defines the colours of 38, 48 and 58 as sub-parameters, with a colour space before the channels;
 * most programs write them as parameters, which are accepted too.
 */
#include "term/sgr.h"

#include "term/sequence.h"

/* The number of sub-parameters of parameter i. */
static unsigned sgr_subparameters(const struct parser *p, unsigned i)
{
    unsigned n = 0;
    while (i + 1 + n < p->count && (p->colons >> (i + 1 + n) & 1) != 0)
        n++;
    return n;
}

/* The number of parameters from i on, at most `most`, that have no sub-parameters. */
static unsigned sgr_plain(const struct parser *p, unsigned i, unsigned most)
{
    unsigned n = 0;
    while (n < most && i + n < p->count && sgr_subparameters(p, i + n) == 0)
        n++;
    return n;
}

/* Reads the colour after parameter i (38, 48 or 58): its sub-parameters if it has any, otherwise
 * the plain parameters after it. Sets *used to the number of parameters that belong to it. False if
 * it is incomplete or not valid; then it has no effect. */
static bool sgr_read_color(const struct parser *p, unsigned i, uint32_t *color, unsigned *used)
{
    unsigned subs = sgr_subparameters(p, i), kind = parameter(p, i + 1, 0), at = i + 2;
    unsigned channels = kind == 5 ? 1 : kind == 2 ? 3 : 0;
    *used = subs > 0 ? subs : sgr_plain(p, i + 1, 1 + channels);
    if (channels == 0 || *used < 1 + channels)
        return false;
    if (kind == 2 && subs > 1 + channels)
        at++; /* skip the colour space */
    unsigned a = parameter(p, at, 0), b = parameter(p, at + 1, 0), c = parameter(p, at + 2, 0);
    *color = kind == 5 ? COLOR_PALETTE | a : COLOR_RGB | a << 16 | b << 8 | c;
    return a <= 255 && (kind == 5 || (b <= 255 && c <= 255));
}

static void sgr_default(struct style *pen)
{
    *pen = (struct style){0};
}

static void sgr_on(struct style *pen, unsigned attributes)
{
    pen->attributes |= (uint16_t)attributes;
}

static void sgr_off(struct style *pen, unsigned attributes)
{
    pen->attributes &= (uint16_t)~attributes;
}

static void sgr_underline(struct style *pen, unsigned kind)
{
    pen->underline = (uint16_t)kind;
}

static void sgr_color(uint32_t *which, uint32_t color)
{
    *which = color;
}

/* Applies a parameter without sub-parameters (sequences.def). */
static void sgr_one(struct style *pen, unsigned n)
{
    switch (n) {
#define SGR(number, name, source, function, arguments)                                             \
    case number:                                                                                   \
        function arguments;                                                                        \
        return;
#include "term/sequences.def"
    default:
        break;
    }
#define SGR_RANGE(first, last, name, source, function, arguments)                                  \
    if (n >= (first) && n <= (last))                                                               \
        function arguments;
#include "term/sequences.def"
}

/* Applies parameter i. Returns the number of following parameters that belong to it. */
static unsigned sgr_group(struct style *pen, const struct parser *p, unsigned i)
{
    unsigned n = parameter(p, i, 0), used = 0;
    uint32_t color = 0;
    if (n == 38 || n == 48 || n == 58) {
        if (sgr_read_color(p, i, &color, &used)) {
            uint32_t *which = n == 38   ? &pen->foreground
                              : n == 48 ? &pen->background
                                        : &pen->underline_color;
            *which = color;
        }
        return used;
    }
    used = sgr_subparameters(p, i);
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
    c->cell_known = 0;
    if (p->count == 0) {
        c->pen = (struct style){0};
        return;
    }
    for (unsigned i = 0; i < p->count; i++)
        i += sgr_group(&c->pen, p, i);
}

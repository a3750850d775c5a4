/* Each change has a serial number, by which a painter finds what its viewer lacks. A transaction
 * saves the colours before its first change (term/undo). */
#include "term/palette.h"

#include <string.h>

/* xterm's colours, which are reported before any viewer has reported its own. */
static const uint8_t palette_xterm[PALETTE_SHOWN][3] = {
    {0xE5, 0xE5, 0xE5}, {0x00, 0x00, 0x00}, {0xE5, 0xE5, 0xE5}, {0x00, 0x00, 0x00},
    {0xCD, 0x00, 0x00}, {0x00, 0xCD, 0x00}, {0xCD, 0xCD, 0x00}, {0x00, 0x00, 0xEE},
    {0xCD, 0x00, 0xCD}, {0x00, 0xCD, 0xCD}, {0xE5, 0xE5, 0xE5}, {0x7F, 0x7F, 0x7F},
    {0xFF, 0x00, 0x00}, {0x00, 0xFF, 0x00}, {0xFF, 0xFF, 0x00}, {0x5C, 0x5C, 0xFF},
    {0xFF, 0x00, 0xFF}, {0x00, 0xFF, 0xFF}, {0xFF, 0xFF, 0xFF},
};

/* Parses a channel of 1 to 4 hexadecimal digits. Without `scaled` they are its highest bits. */
static bool palette_channel(struct slice digits, bool scaled, uint32_t *rgb)
{
    uint64_t v;
    unsigned bits = 4 * (unsigned)digits.len;
    if (digits.len > 4 || !slice_hex(digits, &v))
        return false;
    v = scaled ? v * 0xFFFF / ((1u << bits) - 1) : v << (16 - bits);
    *rgb = *rgb << 8 | (uint32_t)(v >> 8);
    return true;
}

static bool palette_name(struct slice s, uint32_t *rgb)
{
    static const struct {
        char name[8];
        uint32_t rgb;
    } names[] = {
        {"black", 0x000000},  {"white", 0xFFFFFF},  {"red", 0xFF0000},  {"green", 0x00FF00},
        {"blue", 0x0000FF},   {"yellow", 0xFFFF00}, {"cyan", 0x00FFFF}, {"magenta", 0xFF00FF},
        {"gray", 0xBEBEBE},   {"grey", 0xBEBEBE},   {"pink", 0xFFC0CB}, {"orange", 0xFFA500},
        {"purple", 0xA020F0}, {"brown", 0xA52A2A},  {"gold", 0xFFD700}, {"violet", 0xEE82EE},
        {"navy", 0x000080},   {"maroon", 0xB03060},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (slice_equal_nocase(s, slice_of(names[i].name))) {
            *rgb = names[i].rgb;
            return true;
        }
    }
    return false;
}

bool palette_parse(struct slice s, uint32_t *rgb)
{
    bool scaled = slice_equal_nocase(slice_part(s, 0, 4), SLICE("rgb:"));
    size_t digits = s.len > 0 ? (s.len - 1) / 3 : 0;
    uint32_t value = 0;
    if (!scaled && (digits == 0 || s.at[0] != '#' || digits * 3 + 1 != s.len))
        return palette_name(s, rgb);
    struct slice rest = slice_from(s, scaled ? 4 : 1);
    for (unsigned i = 0; i < 3; i++) {
        struct slice channel = slice_part(rest, 0, digits);
        rest = scaled ? slice_cut(rest, '/', &channel) : slice_from(rest, digits);
        if (!palette_channel(channel, scaled, &value))
            return false;
    }
    *rgb = value;
    return rest.len == 0;
}

void palette_set(struct feed *f, unsigned i, uint32_t value)
{
    struct palette *p = &f->t->palette;
    if (i >= PALETTE_COLORS || p->set[i] == value)
        return;
    undo_save_palette(f->u, f->t);
    p->set[i] = value;
    p->changed[i] = ++f->t->state.palette_serial;
}

void palette_reset(struct feed *f, unsigned first, unsigned end)
{
    for (unsigned i = first; i < end; i++)
        palette_set(f, i, 0);
}

/* The viewer's foreground (0), background (1), cursor (2), or one of the sixteen (from 3 on). */
static uint32_t palette_shown(const struct term *t, unsigned i)
{
    const uint8_t *c = t->shown.known ? t->shown.colors + 3u * i : palette_xterm[i];
    return (uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2];
}

/* The colour of the palette where no program has set one: xterm's for the cube and the greys. */
static uint32_t palette_initial(const struct term *t, unsigned i)
{
    static const uint8_t levels[6] = {0, 95, 135, 175, 215, 255};
    if (i < 16)
        return palette_shown(t, 3 + i);
    if (i >= 232)
        return (8 + 10 * (i - 232)) * 0x010101u;
    i -= 16;
    return (uint32_t)levels[i / 36] << 16 | (uint32_t)levels[i / 6 % 6] << 8 | levels[i % 6];
}

uint32_t palette_get(const struct term *t, unsigned i)
{
    /* Of the special and the dynamic ones, those that default to the foreground, the background
     * and the cursor. */
    static const uint8_t same[] = {0, 0, 0, 0, 0, 0, 1, 2, 0, 1, 0, 1, 0, 2, 1};
    const uint32_t *set = t->palette.set;
    if (set[i] == 0 && i < PALETTE_SPECIAL)
        return palette_initial(t, i);
    if (set[i] != 0)
        return set[i] & 0xFFFFFF;
    unsigned base = same[i - PALETTE_SPECIAL];
    uint32_t of_base = set[PALETTE_DYNAMIC + base];
    return of_base != 0 ? of_base & 0xFFFFFF : palette_shown(t, base);
}

bool palette_dark(const struct term *t)
{
    uint32_t c = palette_shown(t, 1);
    return 299 * (c >> 16) + 587 * (c >> 8 & 0xFF) + 114 * (c & 0xFF) < 128 * 1000;
}

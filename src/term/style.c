/*
 * Styles are found by hashing with open addressing. A hash slot may name an entry that was freed
 * and reused; this is harmless, as contents are compared. Entries are allocated from `free`
 * upwards.
 */
#include "term/style.h"

#include <string.h>

#define STYLE_SLOTS (LIMIT_STYLES * 2u)
_Static_assert((STYLE_SLOTS & (STYLE_SLOTS - 1)) == 0, "hashes are masked");
_Static_assert(sizeof(struct style) == 16, "a style is hashed as two words");

static bool style_is_default(const struct style *s)
{
    static const struct style none;
    return memcmp(s, &none, sizeof none) == 0;
}

static uint32_t style_hash(const struct style *s)
{
    uint64_t w[2];
    memcpy(w, s, sizeof w);
    uint64_t h = w[0] * 0x9E3779B97F4A7C15u ^ (w[1] + (w[0] >> 32)) * 0xC2B2AE3D27D4EB4Fu;
    return (uint32_t)(h >> 40) & (STYLE_SLOTS - 1);
}

/* The distance of two colours, channel by channel. */
static uint32_t color_distance(uint32_t a, uint32_t b)
{
    if (a == b)
        return 0;
    if ((a & COLOR_RGB) == 0 || (b & COLOR_RGB) == 0)
        return 1000;
    uint32_t sum = 0;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        int32_t d = (int32_t)(a >> shift & 0xFF) - (int32_t)(b >> shift & 0xFF);
        sum += (uint32_t)(d < 0 ? -d : d);
    }
    return sum;
}

static uint16_t style_nearest(struct term *t, const struct style *s)
{
    uint32_t least = UINT32_MAX;
    uint16_t best = 0;
    t->counts.styles_nearest++;
    for (uint16_t i = 0; i < LIMIT_STYLES; i++) {
        const struct style *e = &t->styles.entries[i];
        uint32_t d = color_distance(s->foreground, e->foreground) +
                     color_distance(s->background, e->background) +
                     (s->attributes != e->attributes ? 300u : 0u) +
                     (s->underline != e->underline ? 300u : 0u);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

/* Returns the index of a free entry, or LIMIT_STYLES if there is none. */
static uint16_t style_take(struct styles *table)
{
    while (table->free < LIMIT_STYLES && !style_is_default(&table->entries[table->free]))
        table->free++;
    return table->free;
}

uint16_t style_intern(struct term *t, const struct style *s)
{
    if (style_is_default(s))
        return 0;
    struct styles *table = &t->styles;
    uint32_t slot = style_hash(s);
    for (uint32_t steps = 0; steps < STYLE_SLOTS && table->hash[slot] != 0; steps++) {
        if (memcmp(&table->entries[table->hash[slot]], s, sizeof *s) == 0)
            return table->hash[slot];
        slot = (slot + 1) & (STYLE_SLOTS - 1);
    }
    uint16_t index = style_take(table);
    if (index == LIMIT_STYLES || table->hash[slot] != 0)
        return style_nearest(t, s);
    table->entries[index] = *s;
    table->hash[slot] = index;
    table->used++;
    return index;
}

void style_free_unused(struct term *t, const uint64_t *used)
{
    struct styles *table = &t->styles;
    memset(table->hash, 0, sizeof table->hash);
    table->used = 1;
    table->free = 1;
    for (uint16_t i = 1; i < LIMIT_STYLES; i++) {
        struct style *s = &table->entries[i];
        if (!bits_has(used, i))
            memset(s, 0, sizeof *s);
        if (style_is_default(s))
            continue;
        uint32_t slot = style_hash(s);
        while (table->hash[slot] != 0)
            slot = (slot + 1) & (STYLE_SLOTS - 1);
        table->hash[slot] = i;
        table->used++;
    }
}

bool style_check(const struct term *t)
{
    for (uint32_t i = 0; i < STYLE_SLOTS; i++)
        if (t->styles.hash[i] >= LIMIT_STYLES)
            return false;
    return style_is_default(&t->styles.entries[0]) && t->styles.free <= LIMIT_STYLES;
}

/*
 * Entries are found by hashing with open addressing. A hash slot may name an entry that was freed
 * and reused; this is harmless, as contents are compared. Entries are allocated from `free`
 * upwards.
 *
 * A URI is stored in consecutive units, the first free ones after the last that were taken, and
 * never moves. A sweep that is killed leaves the units of all entries in use marked: entries are
 * freed first, and each word of the set is then replaced by one that has the bits of every
 * remaining entry.
 */
#include "term/rare.h"

#include "term/barrier.h"

#include <string.h>

_Static_assert((RARE_SLOTS & (RARE_SLOTS - 1)) == 0, "hashes are masked");
_Static_assert(LIMIT_RARE <= CELL_RARE_MAX, "a cell can name every entry");
_Static_assert(RARE_UNITS <= UINT16_MAX, "units are counted in 16 bits");

static bool rare_is_free(const struct rare *r)
{
    return r->underline_color == COLOR_DEFAULT && r->len == 0;
}

static uint32_t rare_hash(uint32_t underline_color, struct slice uri)
{
    uint32_t h = (underline_color + 1) * 0x9E3779B1u;
    for (size_t i = 0; i < uri.len; i++)
        h = (h ^ uri.at[i]) * 0x01000193u;
    return (h ^ h >> 15) & (RARE_SLOTS - 1);
}

static unsigned rare_units(size_t len)
{
    return (unsigned)((len + RARE_UNIT - 1) / RARE_UNIT);
}

struct slice rare_uri(const struct term *t, uint32_t index)
{
    const struct rare *r = &t->rares.entries[index];
    return slice_make(t->rares.uris + r->unit * RARE_UNIT, r->len);
}

/* Finds free units for a URI from unit `from` on; RARE_UNITS if there are not enough consecutive
 * ones. */
static unsigned rare_find_units(const struct rares *table, size_t len, unsigned from)
{
    unsigned need = rare_units(len), run = 0;
    for (unsigned i = from; i < RARE_UNITS; i++) {
        if (i % 64 == 0 && table->units[i / 64] == UINT64_MAX) {
            i += 63;
            run = 0;
            continue;
        }
        run = bits_has(table->units, i) ? 0 : run + 1;
        if (run == need)
            return i + 1 - need;
    }
    return RARE_UNITS;
}

static void rare_mark_units(uint64_t *units, const struct rare *r)
{
    for (unsigned i = 0; i < rare_units(r->len); i++)
        bits_add(units, r->unit + i);
}

/* Adds an entry at an empty hash slot. Returns its index; 0 if there is no room. */
static uint16_t rare_add(struct rares *table, uint32_t slot, uint32_t underline_color,
                         struct slice uri)
{
    while (table->free < LIMIT_RARE && !rare_is_free(&table->entries[table->free]))
        table->free++;
    unsigned unit = uri.len == 0 ? 0 : rare_find_units(table, uri.len, table->next_unit);
    if (unit == RARE_UNITS)
        unit = rare_find_units(table, uri.len, 0);
    if (table->free == LIMIT_RARE || unit == RARE_UNITS || table->hash[slot] != 0)
        return 0;
    struct rare r = {underline_color, (uint16_t)unit, (uint16_t)uri.len};
    rare_mark_units(table->units, &r);
    table->units_used = (uint16_t)(table->units_used + rare_units(uri.len));
    if (uri.len > 0) {
        memcpy(table->uris + unit * RARE_UNIT, uri.at, uri.len);
        table->next_unit = (uint16_t)(unit + rare_units(uri.len));
    }
    store_barrier();
    table->entries[table->free] = r;
    table->hash[slot] = table->free;
    table->used++;
    return table->free;
}

uint16_t rare_intern(struct term *t, uint32_t underline_color, struct slice uri)
{
    struct rares *table = &t->rares;
    if (underline_color == COLOR_DEFAULT && uri.len == 0)
        return 0;
    uint32_t slot = rare_hash(underline_color, uri);
    for (uint32_t steps = 0; steps < RARE_SLOTS && table->hash[slot] != 0; steps++) {
        uint16_t index = table->hash[slot];
        if (table->entries[index].underline_color == underline_color &&
            slice_equal(rare_uri(t, index), uri))
            return index;
        slot = (slot + 1) & (RARE_SLOTS - 1);
    }
    uint16_t index = uri.len > LIMIT_LINK_BYTES ? 0 : rare_add(table, slot, underline_color, uri);
    t->counts.rare_dropped += index == 0;
    return index;
}

struct cell rare_cell(struct term *t, const struct style *s, uint16_t link)
{
    uint16_t index = link;
    if (s->underline_color != COLOR_DEFAULT)
        index = rare_intern(t, s->underline_color, rare_uri(t, link));
    return cell_of(s, index != 0 ? index : link);
}

struct style rare_style(const struct term *t, struct cell c)
{
    struct style s = cell_style(c);
    s.underline_color = t->rares.entries[cell_rare(c)].underline_color;
    return s;
}

struct slice rare_link(const struct term *t, struct cell c)
{
    return rare_uri(t, cell_rare(c));
}

void rare_free_unused(struct term *t, const uint64_t *used)
{
    struct rares *table = &t->rares;
    uint64_t units[BITS_WORDS(RARE_UNITS)] = {0};
    unsigned entries_used = 1, units_used = 0;
    memset(table->hash, 0, sizeof table->hash);
    table->free = 1;
    for (uint16_t i = 1; i < LIMIT_RARE; i++) {
        struct rare *r = &table->entries[i];
        if (!bits_has(used, i))
            memset(r, 0, sizeof *r);
        if (rare_is_free(r))
            continue;
        uint32_t slot = rare_hash(r->underline_color, rare_uri(t, i));
        while (table->hash[slot] != 0)
            slot = (slot + 1) & (RARE_SLOTS - 1);
        table->hash[slot] = i;
        rare_mark_units(units, r);
        units_used += rare_units(r->len);
        entries_used++;
    }
    for (unsigned i = 0; i < BITS_WORDS(RARE_UNITS); i++)
        table->units[i] = units[i];
    table->used = (uint16_t)entries_used;
    table->units_used = (uint16_t)units_used;
}

bool rare_check(const struct term *t)
{
    const struct rares *table = &t->rares;
    for (uint32_t i = 0; i < RARE_SLOTS; i++)
        if (table->hash[i] >= LIMIT_RARE)
            return false;
    for (uint32_t i = 0; i < LIMIT_RARE; i++) {
        const struct rare *r = &table->entries[i];
        unsigned end = r->unit + rare_units(r->len);
        if (r->len > LIMIT_LINK_BYTES || end > RARE_UNITS)
            return false;
        for (unsigned u = r->unit; u < end; u++)
            if (!bits_has(table->units, u))
                return false;
    }
    return rare_is_free(&table->entries[0]) && table->free <= LIMIT_RARE;
}

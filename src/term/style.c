/*
 * Styles and clusters are found by hashing with open addressing; a hash slot that names an entry
 * which was freed and taken anew is harmless, since contents are compared. Entries are taken from
 * `free` upwards; a sweep frees what no cell names and begins again at the bottom. A sweep reads
 * the cells in use once, and comes no more often than as many bytes were fed, so that all of it
 * stays linear in what a program prints. Cut off in the middle it leaves entries that are found no
 * more, which the next sweep frees.
 */
#include "term/style.h"

#include "base/bug.h"

#include <string.h>

#define STYLE_SLOTS (LIMIT_STYLES * 2u)
#define CLUSTER_SLOTS (LIMIT_CLUSTERS * 2u)
_Static_assert((STYLE_SLOTS & (STYLE_SLOTS - 1)) == 0, "hashes are masked");
_Static_assert((CLUSTER_SLOTS & (CLUSTER_SLOTS - 1)) == 0, "hashes are masked");
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

/* How unlike two styles look; colours count channel by channel. */
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

/* A free entry, or LIMIT_STYLES. */
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

static uint32_t cluster_hash(const struct cluster *c)
{
    uint32_t h = c->count;
    for (uint32_t i = 0; i < LIMIT_CLUSTER_POINTS; i++)
        h = (h ^ c->points[i]) * 0x9E3779B1u;
    return (h ^ h >> 15) & (CLUSTER_SLOTS - 1);
}

uint32_t cluster_intern(struct term *t, const uint32_t *points, uint32_t count)
{
    BUG_UNLESS(count >= 2 && count <= LIMIT_CLUSTER_POINTS);
    struct clusters *table = &t->clusters;
    struct cluster c = {.count = count};
    memcpy(c.points, points, count * sizeof *points);
    uint32_t slot = cluster_hash(&c);
    for (uint32_t steps = 0; steps < CLUSTER_SLOTS && table->hash[slot] != 0; steps++) {
        uint32_t index = table->hash[slot] - 1u;
        if (memcmp(&table->entries[index], &c, sizeof c) == 0)
            return CELL_CLUSTER | index;
        slot = (slot + 1) & (CLUSTER_SLOTS - 1);
    }
    while (table->free < LIMIT_CLUSTERS && table->entries[table->free].count != 0)
        table->free++;
    if (table->free == LIMIT_CLUSTERS || table->hash[slot] != 0) {
        t->counts.clusters_cut++;
        return points[0];
    }
    table->entries[table->free] = c;
    table->hash[slot] = (uint16_t)(table->free + 1);
    table->used++;
    return CELL_CLUSTER | table->free;
}

uint16_t link_intern(struct term *t, struct slice uri)
{
    uint16_t vacant = 0;
    if (uri.len == 0)
        return 0;
    for (uint16_t i = 1; i < LIMIT_LINKS; i++) {
        const struct link *l = &t->links.entries[i];
        if (l->len == 0)
            vacant = vacant == 0 ? i : vacant;
        else if (l->len == uri.len && memcmp(l->uri, uri.at, uri.len) == 0)
            return i;
    }
    if (vacant == 0 || uri.len > LIMIT_LINK_BYTES) {
        t->counts.links_dropped++;
        return 0;
    }
    memcpy(t->links.entries[vacant].uri, uri.at, uri.len);
    t->links.entries[vacant].len = (uint16_t)uri.len;
    t->links.used++;
    return vacant;
}

struct marks {
    uint64_t styles[(LIMIT_STYLES + 63) / 64];
    uint64_t clusters[(LIMIT_CLUSTERS + 63) / 64];
    uint64_t links[(LIMIT_LINKS + 63) / 64];
};

static void mark(uint64_t *bits, uint32_t index)
{
    bits[index / 64] |= (uint64_t)1 << (index % 64);
}

static bool marked(const uint64_t *bits, uint32_t index)
{
    return (bits[index / 64] >> (index % 64) & 1) != 0;
}

static void mark_grid(const struct term *t, const struct grid *g, struct marks *m)
{
    uint16_t cols = t->state.cols;
    for (uint16_t y = 0; y < t->state.rows; y++) {
        const struct cell *c = &g->cells[(size_t)g->rows[y].slot * cols];
        const struct cell *end = c + (cols - g->rows[y].clear);
        for (; c < end; c++) {
            mark(m->styles, c->style);
            mark(m->links, c->link);
            if ((c->text & CELL_CLUSTER) != 0)
                mark(m->clusters, c->text & CELL_VALUE);
        }
    }
}

static void free_styles(struct styles *table, const struct marks *m)
{
    memset(table->hash, 0, sizeof table->hash);
    table->used = 1;
    table->free = 1;
    for (uint16_t i = 1; i < LIMIT_STYLES; i++) {
        struct style *s = &table->entries[i];
        if (!marked(m->styles, i))
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

static void free_clusters(struct clusters *table, const struct marks *m)
{
    memset(table->hash, 0, sizeof table->hash);
    table->used = 0;
    table->free = 0;
    for (uint16_t i = 0; i < LIMIT_CLUSTERS; i++) {
        struct cluster *c = &table->entries[i];
        if (!marked(m->clusters, i))
            memset(c, 0, sizeof *c);
        if (c->count == 0)
            continue;
        uint32_t slot = cluster_hash(c);
        while (table->hash[slot] != 0)
            slot = (slot + 1) & (CLUSTER_SLOTS - 1);
        table->hash[slot] = (uint16_t)(i + 1);
        table->used++;
    }
}

static void free_links(struct links *table, const struct marks *m)
{
    table->used = 0;
    for (uint16_t i = 1; i < LIMIT_LINKS; i++) {
        if (!marked(m->links, i))
            table->entries[i].len = 0;
        if (table->entries[i].len != 0)
            table->used++;
    }
}

void style_sweep(struct term *t)
{
    bool full = t->styles.used > LIMIT_STYLES / 2 || t->clusters.used > LIMIT_CLUSTERS / 2 ||
                t->links.used > LIMIT_LINKS / 4;
    uint64_t cells = (uint64_t)t->state.cols * t->state.rows;
    if (!full || t->counts.bytes - t->counts.swept < cells)
        return;
    struct marks m;
    memset(&m, 0, sizeof m);
    mark_grid(t, &t->grids[SCREEN_MAIN], &m);
    mark_grid(t, &t->grids[SCREEN_ALTERNATE], &m);
    mark(m.links, t->state.cursor.link);
    t->state.cursor.pen_index = PEN_UNKNOWN;
    t->state.saved[SCREEN_MAIN].pen_index = PEN_UNKNOWN;
    t->state.saved[SCREEN_ALTERNATE].pen_index = PEN_UNKNOWN;
    free_styles(&t->styles, &m);
    free_clusters(&t->clusters, &m);
    free_links(&t->links, &m);
    t->counts.swept = t->counts.bytes;
    t->counts.sweeps++;
}

bool style_check(const struct term *t)
{
    if (!style_is_default(&t->styles.entries[0]) || t->links.entries[0].len != 0)
        return false;
    for (uint32_t i = 0; i < STYLE_SLOTS; i++)
        if (t->styles.hash[i] >= LIMIT_STYLES)
            return false;
    for (uint32_t i = 0; i < CLUSTER_SLOTS; i++)
        if (t->clusters.hash[i] > LIMIT_CLUSTERS)
            return false;
    for (uint32_t i = 0; i < LIMIT_CLUSTERS; i++)
        if (t->clusters.entries[i].count > LIMIT_CLUSTER_POINTS)
            return false;
    for (uint32_t i = 0; i < LIMIT_LINKS; i++)
        if (t->links.entries[i].len > LIMIT_LINK_BYTES)
            return false;
    return t->styles.free <= LIMIT_STYLES && t->clusters.free <= LIMIT_CLUSTERS;
}

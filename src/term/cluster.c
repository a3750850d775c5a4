/* Clusters are found by hashing, as rare attributes are (rare.c), but a hash slot holds the index
 * plus one. */
#include "term/cluster.h"

#include "base/bug.h"

#include <string.h>

#define CLUSTER_SLOTS (LIMIT_CLUSTERS * 2u)
_Static_assert((CLUSTER_SLOTS & (CLUSTER_SLOTS - 1)) == 0, "hashes are masked");

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
            return CELL_CLUSTER + index;
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
    return CELL_CLUSTER + table->free;
}

void cluster_free_unused(struct term *t, const uint64_t *used)
{
    struct clusters *table = &t->clusters;
    memset(table->hash, 0, sizeof table->hash);
    table->used = 0;
    table->free = 0;
    for (uint16_t i = 0; i < LIMIT_CLUSTERS; i++) {
        struct cluster *c = &table->entries[i];
        if (!bits_has(used, i))
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

bool cluster_check(const struct term *t)
{
    for (uint32_t i = 0; i < CLUSTER_SLOTS; i++)
        if (t->clusters.hash[i] > LIMIT_CLUSTERS)
            return false;
    for (uint32_t i = 0; i < LIMIT_CLUSTERS; i++)
        if (t->clusters.entries[i].count > LIMIT_CLUSTER_POINTS)
            return false;
    return t->clusters.free <= LIMIT_CLUSTERS;
}

size_t cluster_cell_text(const struct term *t, struct cell c, uint8_t out[LIMIT_CLUSTER_POINTS * 4])
{
    size_t len = 0;
    if ((c.text & CELL_TAIL) != 0)
        return 0;
    if (!cell_is_cluster(c))
        return utf8_put((c.text & CELL_VALUE) == 0 ? ' ' : c.text & CELL_VALUE, out);
    const struct cluster *k = &t->clusters.entries[cell_cluster(c)];
    for (uint32_t i = 0; i < k->count; i++)
        len += utf8_put(k->points[i], out + len);
    return len;
}

/*
 * A sweep reads the cells in use once, and the next is due after half as many bytes as these; the
 * total cost is therefore linear in the program's output. After a sweep that freed too little, as
 * the screens themselves fill a table, the next is due much later. An interrupted sweep leaves
 * entries that are no longer found; the next sweep frees them.
 */
#include "term/sweep.h"

#include "term/cluster.h"
#include "term/rare.h"

#include <string.h>

/* Sets of the entries that cells name. */
struct marks {
    uint64_t clusters[BITS_WORDS(LIMIT_CLUSTERS)];
    uint64_t rare[BITS_WORDS(LIMIT_RARE)];
};

/* Returns the number of cells in use. */
static uint64_t sweep_mark_grid(const struct term *t, const struct grid *g, struct marks *m)
{
    uint16_t cols = t->state.cols;
    uint64_t cells = 0;
    for (uint16_t y = 0; y < t->state.rows; y++) {
        const struct cell *c = &g->cells[(size_t)g->rows[y].slot * cols];
        const struct cell *end = c + (cols - g->rows[y].clear);
        cells += (uint64_t)(end - c);
        for (; c < end; c++) {
            bits_add(m->rare, cell_rare(*c));
            if (cell_is_cluster(*c))
                bits_add(m->clusters, cell_cluster(*c));
        }
    }
    return cells;
}

/* The pause after a sweep that freed too little, in bytes for each cell in use. */
#define SWEEP_PAUSE 8u

/* True if a table is more than half full. */
static bool sweep_needed(const struct term *t)
{
    return t->clusters.used > LIMIT_CLUSTERS / 2 || t->rares.used > LIMIT_RARE / 2 ||
           t->rares.units_used > RARE_UNITS / 2;
}

void sweep_tables(struct term *t)
{
    if (t->counts.bytes < t->counts.sweep_due || !sweep_needed(t))
        return;
    struct marks m;
    memset(&m, 0, sizeof m);
    uint64_t cells = sweep_mark_grid(t, &t->grids[SCREEN_MAIN], &m) +
                     sweep_mark_grid(t, &t->grids[SCREEN_ALTERNATE], &m);
    bits_add(m.rare, t->state.cursor.link);
    t->state.cursor.cell_known = 0;
    cluster_free_unused(t, m.clusters);
    rare_free_unused(t, m.rare);
    t->counts.sweep_due = t->counts.bytes + (sweep_needed(t) ? SWEEP_PAUSE * cells : cells / 2);
    t->counts.sweeps++;
}

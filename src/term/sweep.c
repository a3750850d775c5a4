/*
 * A sweep reads the cells in use once and is due at most once for as many bytes fed as the screen
 * has cells; the total cost is therefore linear in the program's output. An interrupted sweep
 * leaves entries that are no longer found; the next sweep frees them.
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

static void sweep_mark_grid(const struct term *t, const struct grid *g, struct marks *m)
{
    uint16_t cols = t->state.cols;
    for (uint16_t y = 0; y < t->state.rows; y++) {
        const struct cell *c = &g->cells[(size_t)g->rows[y].slot * cols];
        const struct cell *end = c + (cols - g->rows[y].clear);
        for (; c < end; c++) {
            bits_add(m->rare, cell_rare(*c));
            if (cell_is_cluster(*c))
                bits_add(m->clusters, cell_cluster(*c));
        }
    }
}

static bool sweep_due(const struct term *t)
{
    bool full = t->clusters.used > LIMIT_CLUSTERS / 2 || t->rares.used > LIMIT_RARE / 2 ||
                t->rares.units_used > RARE_UNITS / 2;
    uint64_t cells = (uint64_t)t->state.cols * t->state.rows;
    return full && t->counts.bytes - t->counts.swept >= cells;
}

void sweep_tables(struct term *t)
{
    if (!sweep_due(t))
        return;
    struct marks m;
    memset(&m, 0, sizeof m);
    sweep_mark_grid(t, &t->grids[SCREEN_MAIN], &m);
    sweep_mark_grid(t, &t->grids[SCREEN_ALTERNATE], &m);
    bits_add(m.rare, t->state.cursor.link);
    t->state.cursor.cell_known = 0;
    t->state.saved[SCREEN_MAIN].cell_known = 0;
    t->state.saved[SCREEN_ALTERNATE].cell_known = 0;
    cluster_free_unused(t, m.clusters);
    rare_free_unused(t, m.rare);
    t->counts.swept = t->counts.bytes;
    t->counts.sweeps++;
}

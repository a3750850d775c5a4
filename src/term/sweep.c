/*
 * A sweep reads the cells in use once and is due at most once for as many bytes fed as the screen
 * has cells; the total cost is therefore linear in the program's output. An interrupted sweep
 * leaves entries that are no longer found; the next sweep frees them.
 */
#include "term/sweep.h"

#include "term/cluster.h"
#include "term/link.h"
#include "term/style.h"

#include <string.h>

/* Sets of the entries that cells name. */
struct marks {
    uint64_t styles[BITS_WORDS(LIMIT_STYLES)];
    uint64_t clusters[BITS_WORDS(LIMIT_CLUSTERS)];
    uint64_t links[BITS_WORDS(LIMIT_LINKS)];
};

static void sweep_mark_grid(const struct term *t, const struct grid *g, struct marks *m)
{
    uint16_t cols = t->state.cols;
    for (uint16_t y = 0; y < t->state.rows; y++) {
        const struct cell *c = &g->cells[(size_t)g->rows[y].slot * cols];
        const struct cell *end = c + (cols - g->rows[y].clear);
        for (; c < end; c++) {
            bits_add(m->styles, c->style);
            bits_add(m->links, c->link);
            if ((c->text & CELL_CLUSTER) != 0)
                bits_add(m->clusters, c->text & CELL_VALUE);
        }
    }
}

static bool sweep_due(const struct term *t)
{
    bool full = t->styles.used > LIMIT_STYLES / 2 || t->clusters.used > LIMIT_CLUSTERS / 2 ||
                t->links.used > LIMIT_LINKS / 4;
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
    bits_add(m.links, t->state.cursor.link);
    t->state.cursor.pen_index = PEN_UNKNOWN;
    t->state.saved[SCREEN_MAIN].pen_index = PEN_UNKNOWN;
    t->state.saved[SCREEN_ALTERNATE].pen_index = PEN_UNKNOWN;
    style_free_unused(t, m.styles);
    cluster_free_unused(t, m.clusters);
    link_free_unused(t, m.links);
    t->counts.swept = t->counts.bytes;
    t->counts.sweeps++;
}

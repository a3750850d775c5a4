/*
 * Fuzzes the engine. The first bytes choose a size, a chunk's length and where chunks are cut off;
 * the rest is a program's output, in which 0xFE, no part of any UTF-8, is followed by two bytes of
 * a new size. Two terminals are fed: one never interrupted, the other killed in the middle of each
 * chunk, rolled back and fed again. Both hold their invariants, and end the same.
 */
#include "term/term.h"
#include "term/check.h"
#include "term/parse.h"
#include "term/resize.h"
#include "term/transcript.h"
#include "term/watch.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct term *a, *b; /* on the heap, so that a step beyond their ends is seen */
static struct undo *undo;
static struct scratch *scratch;

static void demand(bool condition)
{
    if (!condition)
        abort();
}

/* Lines are looked at and recorded, also in chunks that are killed. */
static void await(struct term *t)
{
    struct watch *w = &t->transcript.watches[0];
    watch_start(t, undo, w, slice_of("??*a*?"), slice_of("echo"));
    w->id = 1;
    w->until_ms = UINT64_MAX;
}

static void start(uint16_t cols, uint16_t rows)
{
    if (a == NULL) {
        a = malloc(sizeof *a);
        b = malloc(sizeof *b);
        undo = malloc(sizeof *undo);
        scratch = calloc(1, sizeof *scratch);
    }
    demand(a != NULL && b != NULL && undo != NULL && scratch != NULL);
    memset(a, 0, sizeof *a);
    memset(b, 0, sizeof *b);
    memset(undo, 0, sizeof *undo);
    term_init(a, cols, rows);
    term_init(b, cols, rows);
    await(a);
    await(b);
}

static void kill_in_the_middle(struct slice bytes, size_t cut)
{
    struct feed f = {.t = b, .u = undo};
    undo_begin(undo, b);
    b->state.tick++;
    parse_feed(&f, (struct slice){bytes.at, cut});
    undo_rollback(undo, b);
    demand(term_check(b));
}

static void same_history(void)
{
    struct history_line la, lb;
    struct history_cell ca, cb;
    demand(a->history.state.next == b->history.state.next);
    demand(a->history.state.first == b->history.state.first);
    uint64_t pa = a->history.state.head, pb = b->history.state.head;
    while (history_before(&a->history, &pa, &la)) {
        demand(history_before(&b->history, &pb, &lb) && la.wrapped == lb.wrapped);
        while (history_cell(&la, &ca)) {
            demand(history_cell(&lb, &cb) && ca.count == cb.count && ca.columns == cb.columns);
            demand(memcmp(ca.points, cb.points, ca.count * sizeof *ca.points) == 0);
            demand(memcmp(&ca.style, &cb.style, sizeof ca.style) == 0);
        }
    }
}

static void same(void)
{
    demand(memcmp(&a->state, &b->state, sizeof a->state) == 0);
    demand(memcmp(&a->rares, &b->rares, sizeof a->rares) == 0);
    demand(memcmp(&a->clusters, &b->clusters, sizeof a->clusters) == 0);
    demand(memcmp(a->title, b->title, a->state.title_len) == 0);
    demand(memcmp(a->icon, b->icon, a->state.icon_len) == 0);
    demand(memcmp(&a->palette, &b->palette, sizeof a->palette) == 0);
    demand(memcmp(a->titles, b->titles, sizeof a->titles) == 0);
    demand(memcmp(a->string, b->string, a->state.parser.string_len) == 0);
    demand(memcmp(a->answer, b->answer, a->state.answer_len) == 0);
    demand(memcmp(term_clipboard(a).at, term_clipboard(b).at, a->state.clipboard_len) == 0);
    for (unsigned g = 0; g < 2; g++) {
        demand(memcmp(a->grids[g].rows, b->grids[g].rows, a->state.rows * sizeof(struct row)) == 0);
        demand(memcmp(a->grids[g].cells, b->grids[g].cells,
                      (size_t)a->state.cols * a->state.rows * sizeof(struct cell)) == 0);
    }
    demand((a->transcript.watches[0].found != 0) == (b->transcript.watches[0].found != 0));
    same_history();
}

static void feed(struct slice bytes, size_t cut)
{
    term_feed(a, undo, bytes, 0);
    demand(term_check(a));
    kill_in_the_middle(bytes, cut % (bytes.len + 1));
    term_feed(b, undo, bytes, 0);
    demand(term_check(b));
    if (bytes.at[0] % 4 == 0) {
        term_answered(a);
        term_answered(b);
    }
}

static void resize(uint8_t x, uint8_t y)
{
    uint16_t cols = (uint16_t)(x % 100 + 1), rows = (uint16_t)(y % 40 + 1);
    if (x == 255)
        cols = LIMIT_COLS;
    if (y == 255)
        rows = LIMIT_ROWS;
    term_resize(a, scratch, cols, rows);
    demand(term_check(a));
    term_resize(b, scratch, cols, rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < 5)
        return 0;
    start((uint16_t)(bytes[0] % 90 + 1), (uint16_t)(bytes[1] % 40 + 1));
    size_t chunk = (size_t)bytes[2] * 16 + 1, cut = bytes[3], at = 4;
    while (at < len) {
        if (bytes[at] == 0xFE && len - at >= 3) {
            resize(bytes[at + 1], bytes[at + 2]);
            at += 3;
            continue;
        }
        size_t n = 1;
        while (at + n < len && n < chunk && bytes[at + n] != 0xFE)
            n++;
        feed((struct slice){bytes + at, n}, cut);
        cut = cut * 31 + n;
        at += n;
    }
    same();
    return 0;
}

/*
 * Fuzzes the packed history. The first byte chooses: pushes, clears, rollbacks and finds as the
 * input says, after each of which the invariants hold; or the input laid over the ring of a
 * history, after which checking and reading must stay within it (ASan finds out).
 */
#include "term/history_pack.h"
#include "term/rare.h"
#include "term/term.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct term t;
static struct history *h; /* on the heap, so that a step beyond its end is seen */

static void demand(bool condition)
{
    if (!condition)
        abort();
}

static void start(void)
{
    if (h == NULL)
        h = malloc(sizeof(*h));
    demand(h != NULL);
    memset(h, 0, sizeof(*h));
    if (t.rares.used != 0)
        return;
    t.rares.used = t.rares.free = 1;
    for (uint32_t i = 0; i < LIMIT_CLUSTERS; i++)
        t.clusters.entries[i] = (struct cluster){{'a' + i % 26, 0x301}, 2};
    for (uint32_t i = 1; i < LIMIT_RARE; i++) {
        uint8_t uri[LIMIT_LINK_BYTES];
        memset(uri, 'u', sizeof uri);
        rare_intern(&t, i % 3 * (COLOR_RGB | i), slice_make(uri, i * 31 % sizeof uri));
    }
}

static void read_line(struct history_line l)
{
    struct history_cell c;
    unsigned cells = 0;
    uint8_t sum = 0;
    while (history_cell(&l, &c)) {
        demand(++cells <= LIMIT_COLS && c.count <= LIMIT_CLUSTER_POINTS);
        for (size_t i = 0; i < c.link.len; i++)
            sum = (uint8_t)(sum + c.link.at[i]);
    }
    (void)sum;
}

static void read_all(void)
{
    struct history_line l;
    uint64_t position = h->state.head;
    for (unsigned n = 0; history_before(h, &position, &l) && n < 100000; n++)
        read_line(l);
    position = h->state.tail;
    for (unsigned n = 0; history_after(h, &position, &l) && n < 100000; n++)
        read_line(l);
}

/* A row made of the input, repeated to its width. */
static void push(const uint8_t *bytes, size_t len, uint16_t cols)
{
    static struct cell cells[LIMIT_COLS];
    static const uint32_t kinds[] = {
        0x20, 0x4E00,         CELL_CLUSTER + 1,   CELL_TAIL,
        0,    CELL_PROTECTED, CELL_WIDE | 0x3042, CELL_WIDE | CELL_CLUSTER};
    for (uint16_t i = 0; i < cols; i++) {
        uint8_t a = bytes[i % len], b = bytes[(i * 7u + 1) % len];
        struct style s = {(a >> 3 & 1) * (COLOR_RGB | a), (a >> 4 & 1) * (COLOR_PALETTE | b), 0,
                          (uint16_t)((a >> 5) * b & 511), (uint16_t)((a >> 6) * b % 6)};
        cells[i] = cell_of(&s, b > 240 ? b % LIMIT_RARE : 0);
        cells[i].text |= kinds[a & 7] + ((a & 7) == 0 ? b % 96u : 0);
    }
    history_push(h, &t, cells, cols, (bytes[0] & 1) != 0);
}

static void run_script(const uint8_t *bytes, size_t len)
{
    struct history_state saved = h->state;
    while (len >= 4) {
        uint64_t kept = h->state.next - h->state.first;
        struct history_line l;
        uint16_t cols = (uint16_t)((bytes[1] * 256u + bytes[2]) % (LIMIT_COLS + 1));
        if (bytes[0] < 200) {
            push(bytes, len, cols);
        } else if (bytes[0] < 220) {
            demand(history_find(h, h->state.first + bytes[1], &l) == (bytes[1] < kept));
        } else if (bytes[0] < 235) {
            saved = bytes[1] < 128 ? h->state : history_without(h, bytes[2]);
        } else if (bytes[0] < 250) {
            history_rollback(h, &saved);
        } else {
            history_clear(h);
            saved = h->state;
        }
        demand(history_check(h));
        /* A saved state that was rolled behind is no state to go back to any more. */
        if (saved.head > h->state.head)
            saved = h->state;
        bytes += 4;
        len -= 4;
    }
    read_all();
}

static void read_damaged(const uint8_t *bytes, size_t len)
{
    if (len < 4)
        return;
    for (unsigned i = 0; i < 400; i++)
        push(bytes, len, 200);
    if (len > LIMIT_HISTORY_BYTES)
        len = LIMIT_HISTORY_BYTES;
    size_t at = (bytes[0] * 65536u + bytes[1] * 256u + bytes[2]) % LIMIT_HISTORY_BYTES;
    for (size_t i = 0; i < len; i++)
        h->bytes[(at + i) % LIMIT_HISTORY_BYTES] = bytes[i];
    if ((bytes[3] & 1) != 0)
        memcpy(&h->state, bytes, len < sizeof(h->state) ? len : sizeof(h->state));
    history_check(h);
    read_all();
    struct history_line l;
    if (history_find(h, (h->state.first + h->state.next) / 2, &l))
        read_line(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < 1)
        return 0;
    start();
    if ((bytes[0] & 1) == 0)
        run_script(bytes + 1, len - 1);
    else
        read_damaged(bytes + 1, len - 1);
    return 0;
}

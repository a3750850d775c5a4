/* The packed history: packing and reading back, the edges of the ring, rollbacks. */
#include "check.h"
#include "term/history_pack.h"
#include "term/rare.h"
#include "term/term.h"

#include <stdlib.h>

static struct term t;
static struct history *const h = &t.history;
static uint32_t seed = 1;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

#define URI "https://example.org"
#define STYLES 6

static const struct style styles[STYLES] = {
    {0},
    {COLOR_PALETTE | 1, 0, 0, ATTR_BOLD, 0},
    {COLOR_RGB | 0x123456, COLOR_PALETTE | 255, 0, 0, 0},
    {0, COLOR_RGB | 0xFEDCBA, COLOR_RGB | 0x010203, ATTR_ITALIC | ATTR_OVERLINE, UNDERLINE_CURLY},
    {0, 0, COLOR_PALETTE | 0, 0, UNDERLINE_DASHED},
    {COLOR_RGB | 0, COLOR_RGB | 0xFFFFFF, 0, 0x1FF, UNDERLINE_SINGLE},
};

static void start(void)
{
    memset(&t, 0, sizeof(t));
    t.rares.used = t.rares.free = 1;
    t.clusters.entries[5] = (struct cluster){{'e', 0x301}, 2};
    t.clusters.entries[6] = (struct cluster){{0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F467}, 5};
}

/* A cell without its character. */
static struct cell look(unsigned style, bool linked)
{
    return rare_cell(&t, &styles[style], linked ? rare_intern(&t, 0, SLICE(URI)) : 0);
}

static void push_text(const char *text, bool wrapped)
{
    struct cell cells[LIMIT_COLS] = {0};
    uint16_t n = 0;
    for (; text[n] != 0; n++)
        cells[n].text = (uint8_t)text[n];
    history_push(h, &t, cells, n, wrapped);
}

static void push_number(uint64_t n)
{
    char text[32];
    snprintf(text, sizeof(text), "line %" PRIu64, n);
    push_text(text, false);
}

/* Returns the line as text with dots for erased cells; "-" if it is not in the history. */
static const char *text_of(uint64_t line)
{
    static char text[4 * LIMIT_COLS + 1];
    struct history_line l;
    struct history_cell c;
    size_t n = 0;
    if (!history_find(h, line, &l))
        return "-";
    while (history_cell(&l, &c)) {
        if (c.count == 0)
            text[n++] = '.';
        for (uint32_t i = 0; i < c.count; i++)
            n += utf8_put(c.points[i], (uint8_t *)text + n);
    }
    text[n] = 0;
    return text;
}

/* Makes a random valid cell. Returns its width in columns. */
static uint16_t random_cell(struct cell *to)
{
    struct cell cell = look(random_below(STYLES), random_below(8) == 0);
    static const uint32_t texts[] = {'x',
                                     ' ',
                                     0x7F,
                                     0xE9,
                                     0x2500,
                                     0x4E2D | CELL_WIDE,
                                     0x1F600 | CELL_WIDE,
                                     5 + CELL_CLUSTER,
                                     0,
                                     (6 + CELL_CLUSTER) | CELL_WIDE};
    uint32_t text = texts[random_below(10)];
    to[0] = to[1] = cell;
    to[0].text |= text;
    if ((text & CELL_WIDE) == 0)
        return 1;
    to[1].text |= CELL_TAIL;
    return 2;
}

static void check_cell(const struct cell *expected, const struct history_cell *c)
{
    uint32_t text = expected->text;
    CHECK_U64((text & CELL_WIDE) != 0 ? 2 : 1, c->columns);
    struct style style = rare_style(&t, *expected);
    struct slice link = rare_link(&t, *expected);
    CHECK(memcmp(&style, &c->style, sizeof(c->style)) == 0);
    CHECK_BYTES(link.at, link.len, c->link.at, c->link.len);
    if (cell_is_cluster(*expected)) {
        const struct cluster *cluster = &t.clusters.entries[cell_cluster(*expected)];
        CHECK_U64(cluster->count, c->count);
        CHECK(memcmp(cluster->points, c->points, c->count * sizeof(c->points[0])) == 0);
    } else if (!cell_written(*expected)) {
        CHECK_U64(0, c->count);
    } else {
        CHECK_U64(1, c->count);
        CHECK_U64(text & CELL_VALUE, c->points[0]);
    }
}

static void check_random_row(void)
{
    struct cell cells[302] = {0};
    uint16_t n = 0, wanted = (uint16_t)random_below(300);
    while (n < wanted)
        n = (uint16_t)(n + random_cell(cells + n));
    history_push(h, &t, cells, n, true);
    struct history_line l;
    struct history_cell c;
    CHECK(history_find(h, h->state.next - 1, &l));
    CHECK(l.wrapped);
    for (uint16_t i = 0; i < n; i++) {
        if ((cells[i].text & CELL_TAIL) != 0)
            continue;
        if (!history_cell(&l, &c)) {
            CHECK_FAILED("the line ends at cell %u of %u", i, n);
            return;
        }
        check_cell(cells + i, &c);
    }
    CHECK(!history_cell(&l, &c));
}

static void check_walks_agree(void)
{
    uint64_t line = h->state.next, position = h->state.head, sought, lines = 0;
    struct history_line before, found;
    while (history_before(h, &position, &before)) {
        line--;
        CHECK(history_find(h, line, &found) && found.bytes.at == before.bytes.at);
        CHECK(history_seek(h, line, &sought) && sought == position);
    }
    CHECK_U64(h->state.first, line);
    position = h->state.tail;
    while (history_after(h, &position, &found))
        lines++;
    CHECK_U64(h->state.next - h->state.first, lines);
    CHECK_U64(h->state.head, position);
}

static void test_packing(void)
{
    STORY("a line is read back unchanged")
    {
        start();
        push_text("hello", false);
        push_text("", false);
        push_text("continues", true);
        CHECK_STR("hello", text_of(0));
        CHECK_STR("", text_of(1));
        CHECK_STR("continues", text_of(2));
        CHECK_STR("-", text_of(3));
        CHECK(history_check(h));
    }
    STORY("trailing erased cells are dropped; erased cells inside the line and coloured ones are "
          "kept")
    {
        start();
        struct cell cells[12] = {
            {.text = 'a'}, {0}, {0}, {.text = 'b'}, {.background = COLOR_PALETTE | 0}};
        history_push(h, &t, cells, 12, false);
        CHECK_STR("a..b.", text_of(0));
        history_push(h, &t, cells, 12, true);
        CHECK_STR("a..b........", text_of(1));
    }
    STORY("any number of erased cells within a line is read back")
    {
        static const uint16_t runs[] = {1, 2, 255, 256, 257, 300, 512, 513};
        for (size_t i = 0; i < COUNT(runs); i++) {
            struct cell cells[520] = {0};
            start();
            cells[runs[i]].text = 'x';
            history_push(h, &t, cells, (uint16_t)(runs[i] + 1), false);
            CHECK_U64(runs[i] + 1u, strlen(text_of(0)));
            CHECK_U64('x', text_of(0)[runs[i]]);
            CHECK_U64('.', text_of(0)[runs[i] - 1]);
        }
    }
    STORY("a protected cell is packed as the character that it shows")
    {
        start();
        struct cell cells[3] = {
            {.text = 'a'}, {.text = 'b' | CELL_PROTECTED}, {.text = CELL_PROTECTED}};
        history_push(h, &t, cells, 3, false);
        CHECK_STR("ab.", text_of(0));
    }
    STORY(
        "styles, links, clusters and wide characters are read back while the ring wraps many times")
    {
        start();
        for (unsigned i = 0; i < 8 * LIMIT_HISTORY_BYTES / 1000; i++)
            check_random_row();
        CHECK(h->state.head > 4 * (uint64_t)LIMIT_HISTORY_BYTES);
        CHECK(history_check(h));
        check_walks_agree();
    }
}

static void test_ends(void)
{
    STORY("a walk that has ended leaves the last line that it found as it was")
    {
        struct history_line l = {0}, last = {0};
        start();
        push_text("one", false);
        push_text("two", false);
        uint64_t position = h->state.head;
        while (history_before(h, &position, &l))
            last = l;
        CHECK(l.bytes.at == last.bytes.at && l.bytes.len == last.bytes.len);
        CHECK_U64(0, position);
        while (history_after(h, &position, &l))
            last = l;
        CHECK(l.bytes.at == last.bytes.at && l.bytes.len == last.bytes.len);
        CHECK_U64(h->state.head, position);
    }
}

static void test_full(void)
{
    STORY("a line that fills the ring exactly drops none, and the one after it the oldest")
    {
        start();
        push_text("abc", false);
        uint64_t lines = LIMIT_HISTORY_BYTES / h->state.head;
        CHECK_U64(0, LIMIT_HISTORY_BYTES % h->state.head);
        for (uint64_t n = 1; n < lines; n++)
            push_text("abc", false);
        CHECK_U64(0, h->state.first);
        CHECK_U64(LIMIT_HISTORY_BYTES, h->state.head);
        CHECK(history_check(h));
        push_text("def", false);
        CHECK_U64(1, h->state.first);
        CHECK_STR("def", text_of(lines));
        CHECK(history_check(h));
    }
}

static void test_ring(void)
{
    STORY("the oldest lines are dropped to make room, and the numbering continues")
    {
        start();
        for (uint64_t n = 0; n < LIMIT_HISTORY_BYTES; n++)
            push_number(n);
        CHECK_U64(LIMIT_HISTORY_BYTES, h->state.next);
        CHECK(h->state.first > 0);
        CHECK_STR("-", text_of(h->state.first - 1));
        for (uint64_t n = h->state.first; n < h->state.next; n += 7) {
            char text[32];
            snprintf(text, sizeof(text), "line %" PRIu64, n);
            CHECK_STR(text, text_of(n));
        }
        CHECK(history_check(h));
        check_walks_agree();
    }
    STORY("a row of the longest links keeps its text and colours, and the links that fit")
    {
        start();
        struct cell cells[LIMIT_COLS];
        struct history_line l;
        struct history_cell c;
        uint8_t uri[LIMIT_LINK_BYTES];
        memset(uri, 'u', LIMIT_LINK_BYTES);
        uint16_t links[2] = {rare_intern(&t, 0, SLICE(URI)),
                             rare_intern(&t, 0, slice_make(uri, LIMIT_LINK_BYTES))};
        CHECK(links[1] != 0);
        for (uint16_t i = 0; i < LIMIT_COLS; i++) {
            cells[i] = rare_cell(&t, &styles[3], links[i % 2]);
            cells[i].text |= 'k';
        }
        history_push(h, &t, cells, LIMIT_COLS, false);
        CHECK_U64(LIMIT_COLS, strlen(text_of(0)));
        CHECK(h->state.head <= HISTORY_LONGEST);
        CHECK(history_check(h) && history_find(h, 0, &l));
        unsigned linked = 0;
        while (history_cell(&l, &c)) {
            CHECK(memcmp(&styles[3], &c.style, sizeof c.style) == 0);
            CHECK(c.link.len == 0 || c.link.len == strlen(URI) || c.link.len == LIMIT_LINK_BYTES);
            linked += c.link.len == LIMIT_LINK_BYTES;
        }
        CHECK(linked > 0 && linked < LIMIT_COLS / 2);
    }
    STORY("the numbering continues after the history was cleared")
    {
        start();
        push_text("a", false);
        push_text("b", false);
        history_clear(h);
        CHECK_U64(2, h->state.first);
        CHECK_STR("-", text_of(1));
        push_text("c", false);
        CHECK_STR("c", text_of(2));
        CHECK(history_check(h));
    }
}

static void test_rollback(void)
{
    STORY("the newest lines are taken out again")
    {
        start();
        for (uint64_t n = 0; n < 10; n++)
            push_number(n);
        struct history_state without = history_without(h, 3);
        CHECK_U64(10, h->state.next);
        history_rollback(h, &without);
        CHECK_U64(7, h->state.next);
        CHECK_STR("line 6", text_of(6));
        push_text("new", false);
        CHECK_STR("new", text_of(7));
        without = history_without(h, 1000);
        history_rollback(h, &without);
        CHECK_U64(0, h->state.next);
        CHECK(history_check(h));
    }
}

static void test_rollback_of_pushes(void)
{
    STORY("a rollback undoes any pushes, except for lines dropped to make room")
    {
        for (unsigned round = 0; round < 300; round++) {
            start();
            uint64_t before = random_below(LIMIT_HISTORY_BYTES / 8);
            uint64_t more = random_below(round % 2 == 0 ? 50 : LIMIT_HISTORY_BYTES / 8);
            for (uint64_t n = 0; n < before; n++)
                push_number(n);
            struct history_state saved = h->state;
            for (uint64_t n = 0; n < more; n++)
                push_number(1000000 + n);
            uint64_t dropped = h->state.first;
            /* The state after a kill: lines dropped or counted in part, bytes beyond the head. */
            h->state.first -= random_below(2) != 0 && dropped > saved.first;
            h->state.next -= random_below(2) != 0 && more > 0;
            memset(h->bytes + h->state.head % LIMIT_HISTORY_BYTES, 0xA5,
                   h->state.head - h->state.tail < LIMIT_HISTORY_BYTES ? 1 : 0);
            history_rollback(h, &saved);
            history_rollback(h, &saved);
            CHECK(history_check(h));
            CHECK_U64(before, h->state.next);
            CHECK_U64(dropped < before ? dropped : before, h->state.first);
            if (h->state.first < h->state.next) {
                char text[32];
                snprintf(text, sizeof(text), "line %" PRIu64, h->state.first);
                CHECK_STR(text, text_of(h->state.first));
                snprintf(text, sizeof(text), "line %" PRIu64, before - 1);
                CHECK_STR(text, text_of(before - 1));
            }
        }
    }
}

static void test_check(void)
{
    STORY("a takeover refuses a damaged ring")
    {
        start();
        for (uint64_t n = 0; n < 100; n++)
            push_number(n);
        struct history_state good = h->state;
        h->state.first++;
        CHECK(!history_check(h));
        h->state = good;
        h->state.head += LIMIT_HISTORY_BYTES;
        CHECK(!history_check(h));
        h->state = good;
        h->state.tail += 2;
        CHECK(!history_check(h));
        h->state = good;
        h->bytes[0] ^= 4;
        CHECK(!history_check(h));
    }
    STORY("a takeover refuses a last line that is longer than the ring's content")
    {
        start();
        push_text("one", false);
        push_text("two", false);
        h->state.head -= 4;
        CHECK(!history_check(h));
    }
    STORY("a takeover refuses a line whose lengths at its two ends disagree")
    {
        start();
        push_text("one", false);
        push_text("two", false);
        h->bytes[h->state.head - 2] ^= 1;
        CHECK(!history_check(h));
    }
}

static void test_records(void)
{
    STORY("a takeover refuses padding that is not at the end of the ring")
    {
        start();
        push_text("one", false);
        h->bytes[0] |= 2;
        h->bytes[h->state.head - 2] |= 2;
        push_text("two", false);
        h->state.first++;
        CHECK(!history_check(h));
    }
    STORY("no line is read that begins before the oldest one")
    {
        struct history_line l;
        start();
        push_text("one", false);
        uint64_t oldest = h->state.head;
        push_text("two", false);
        h->state.tail = oldest; /* one line is dropped, and both are damaged: they seem one */
        h->state.first++;
        h->bytes[0] = h->bytes[h->state.head - 2] = (uint8_t)h->state.head;
        h->bytes[1] = h->bytes[h->state.head - 1] = 0;
        uint64_t position = h->state.head;
        CHECK(!history_before(h, &position, &l));
    }
}

int main(void)
{
    test_packing();
    test_ends();
    test_full();
    test_ring();
    test_rollback();
    test_rollback_of_pushes();
    test_check();
    test_records();
    return check_end();
}

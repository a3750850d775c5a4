/*
 * The ring holds records at multiples of 4 bytes: a 16-bit word, the payload, the same word. The
 * word is the record's whole length, whose two lowest bits are free to say that the line is
 * wrapped, or that the record only fills the ring's end, since no record wraps around it. head and
 * tail count bytes for ever; their lowest bits are the place in the ring.
 *
 * A payload is the line's text as UTF-8, with what the text alone does not tell put between by the
 * control codes of enum op; each style is told whole, not as a change from the one before. A zero
 * byte, or the payload's end, ends it.
 *
 * What a kill can cut in two is ordered by barriers: room is made before it is written to, and a
 * line is counted after it stands there. tail is the one truth about what was dropped, and a
 * rollback counts the lines from it anew.
 *
 * Reading trusts nothing: a record's bounds are checked against the ring, and a payload is read
 * within them.
 */
#include "term/history.h"

#include "base/bug.h"
#include "base/utf8.h"
#include "term/term.h"

#include <stdatomic.h>
#include <string.h>

#define RING_MASK ((uint64_t)LIMIT_HISTORY_BYTES - 1)
_Static_assert((LIMIT_HISTORY_BYTES & (LIMIT_HISTORY_BYTES - 1)) == 0, "positions are masked");
_Static_assert(HISTORY_LONGEST % 4 == 0, "records stand at multiples of 4");

#define WORD_WRAPPED 1u
#define WORD_PAD 2u
#define WORD_LENGTH 0xFFFCu
#define RECORD_WORDS 4u /* bytes of the two words */

/* In a payload, below 0x20; 0x20 to 0x7F and UTF-8's bytes are text. */
enum op {
    OP_END,
    OP_BLANKS,  /* one byte: erased cells less one */
    OP_DEFAULT, /* the default style from here on */
    OP_STYLE,   /* a mask, and what it names */
    OP_LINK,    /* two bytes: the length, little-endian; the URI, or none where 0 */
    OP_CLUSTER, /* one byte: code points; they follow as UTF-8 */
    OP_WIDE,    /* characters are two columns wide from here on */
    OP_NARROW,
};

/* OP_STYLE's mask: two bits each tell how a colour follows (0 default, 1 palette in one byte, 2 RGB
 * in three); then one byte each of attributes, and of the underline's kind with the attributes
 * above the eighth. */
#define MASK_FOREGROUND 0
#define MASK_BACKGROUND 2
#define MASK_UNDERLINE_COLOR 4
#define MASK_ATTRIBUTES 0x40u
#define MASK_MORE 0x80u
_Static_assert(ATTR_OVERLINE == 1 << 8 && UNDERLINE_DASHED < 8, "MASK_MORE's byte holds them");

/* What any step of packing but a link writes at most: a style (2 + 9 + 2), wide, a cluster. */
#define PACK_SLACK (13 + 1 + 2 + 4 * LIMIT_CLUSTER_POINTS + 8)

/* A row is packed here first, so that it is known how much room it needs. */
static uint8_t packing[HISTORY_LONGEST];

struct packer {
    uint8_t *at;
    uint8_t *limit; /* PACK_SLACK before the end */
    const struct term *term;
    uint32_t look; /* style and link of the last cell, as look_of() has them */
    bool wide;
};

static void barrier(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

static unsigned read_word(const uint8_t *at)
{
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

static void write_word(uint8_t *at, unsigned word)
{
    at[0] = (uint8_t)word;
    at[1] = (uint8_t)(word >> 8);
}

/* A whole cell as one number, its text in the lower half. */
static inline uint64_t whole(const struct cell *c)
{
    static const union {
        uint16_t number;
        uint8_t bytes[2];
    } one = {1};
    uint64_t v;
    memcpy(&v, c, sizeof(v));
    return one.bytes[0] == 1 ? v : v << 32 | v >> 32;
}

static inline uint32_t look_of(const struct cell *c)
{
    return (uint32_t)c->link << 16 | c->style;
}

/* ---- packing ---- */

static unsigned pack_color(struct packer *p, uint32_t color)
{
    unsigned kind = color >> 24 & 3;
    p->at[0] = (uint8_t)color;
    p->at[1] = (uint8_t)(color >> 8);
    p->at[2] = (uint8_t)(color >> 16);
    p->at += kind == 2 ? 3 : kind;
    return kind;
}

static void pack_style(struct packer *p, uint16_t index)
{
    if (index == 0) {
        *p->at++ = OP_DEFAULT;
        return;
    }
    BUG_UNLESS(index < LIMIT_STYLES);
    const struct style *s = &p->term->styles.entries[index];
    uint8_t *start = p->at;
    p->at += 2;
    unsigned mask = pack_color(p, s->foreground) << MASK_FOREGROUND;
    mask |= pack_color(p, s->background) << MASK_BACKGROUND;
    mask |= pack_color(p, s->underline_color) << MASK_UNDERLINE_COLOR;
    if ((s->attributes & 0xFF) != 0) {
        *p->at++ = (uint8_t)s->attributes;
        mask |= MASK_ATTRIBUTES;
    }
    unsigned more = (s->underline & 7u) | (s->attributes >> 8 & 31u) << 3;
    if (more != 0) {
        *p->at++ = (uint8_t)more;
        mask |= MASK_MORE;
    }
    start[0] = OP_STYLE;
    start[1] = (uint8_t)mask;
}

/* False: it does not fit. */
static bool pack_link(struct packer *p, uint16_t index)
{
    BUG_UNLESS(index < LIMIT_LINKS);
    const struct link *link = &p->term->links.entries[index];
    size_t len = index == 0 ? 0 : link->len;
    BUG_UNLESS(len <= LIMIT_LINK_BYTES);
    if (p->at > p->limit || (size_t)(p->limit - p->at) < len + 3)
        return false;
    *p->at++ = OP_LINK;
    write_word(p->at, (unsigned)len);
    memcpy(p->at + 2, link->uri, len);
    p->at += 2 + len;
    return true;
}

static bool pack_look(struct packer *p, const struct cell *c)
{
    uint32_t look = look_of(c), old = p->look;
    if (look == old)
        return true;
    if (((look ^ old) & 0xFFFF) != 0)
        pack_style(p, c->style);
    p->look = look;
    return (look ^ old) >> 16 == 0 || pack_link(p, c->link);
}

/* The run of printable ASCII in the style and link of the first cell; returns cells taken. */
static size_t pack_ascii(struct packer *p, const struct cell *cells, size_t n)
{
    uint64_t key = whole(&(struct cell){0, cells->style, cells->link});
    size_t room = (size_t)(p->limit - p->at), i = 0;
    uint8_t *at = p->at;
    if (n > room)
        n = room;
    for (; i < n; i++) {
        uint64_t v = whole(cells + i) ^ key;
        if (v - 0x20 >= 0x60)
            break;
        at[i] = (uint8_t)v;
    }
    p->at += i;
    return i;
}

static size_t pack_blanks(struct packer *p, const struct cell *cells, size_t n)
{
    uint64_t first = whole(cells);
    size_t i = 1;
    while (i < n && i < 256 && whole(cells + i) == first)
        i++;
    p->at[0] = OP_BLANKS;
    p->at[1] = (uint8_t)(i - 1);
    p->at += 2;
    return i;
}

static void pack_character(struct packer *p, uint32_t text)
{
    bool wide = (text & CELL_WIDE) != 0;
    if (wide != p->wide) {
        *p->at++ = wide ? OP_WIDE : OP_NARROW;
        p->wide = wide;
    }
    uint32_t value = text & CELL_VALUE;
    if ((text & CELL_CLUSTER) == 0) {
        p->at += utf8_put(value < 0x20 ? UTF8_REPLACEMENT : value, p->at);
        return;
    }
    BUG_UNLESS(value < LIMIT_CLUSTERS);
    const struct cluster *c = &p->term->clusters.entries[value];
    BUG_UNLESS(c->count <= LIMIT_CLUSTER_POINTS);
    *p->at++ = OP_CLUSTER;
    *p->at++ = (uint8_t)c->count;
    for (uint32_t i = 0; i < c->count; i++)
        p->at += utf8_put(c->points[i], p->at);
}

/* How many cells a row has without its trailing erased cells in the default style. */
static size_t trimmed(const struct cell *cells, size_t n)
{
    while (n >= 4 && (whole(cells + n - 1) | whole(cells + n - 2) | whole(cells + n - 3) |
                      whole(cells + n - 4)) == 0)
        n -= 4;
    while (n > 0 && whole(cells + n - 1) == 0)
        n--;
    return n;
}

/* Returns the payload's bytes; what does not fit is left out. */
static size_t pack(const struct term *t, const struct cell *cells, size_t n)
{
    struct packer p = {packing, packing + HISTORY_LONGEST - RECORD_WORDS - PACK_SLACK, t, 0, false};
    size_t i = 0;
    while (i < n && p.at < p.limit && pack_look(&p, cells + i) && p.at < p.limit) {
        uint32_t text = cells[i].text;
        if (text - 0x20 < 0x60 && !p.wide) {
            i += pack_ascii(&p, cells + i, n - i);
        } else if ((text & ~CELL_PROTECTED) == 0) {
            i += pack_blanks(&p, cells + i, n - i);
        } else {
            if ((text & CELL_TAIL) == 0)
                pack_character(&p, text);
            i++;
        }
    }
    return (size_t)(p.at - packing);
}

/* ---- the ring ---- */

static void drop_oldest(struct history *h)
{
    unsigned word = read_word(h->bytes + (h->state.tail & RING_MASK));
    unsigned length = word & WORD_LENGTH;
    BUG_UNLESS(length >= RECORD_WORDS && length <= h->state.head - h->state.tail);
    h->state.tail += length;
    if ((word & WORD_PAD) == 0)
        h->state.first++;
}

static void make_room(struct history *h, uint64_t need)
{
    while (h->state.head + need - h->state.tail > LIMIT_HISTORY_BYTES)
        drop_oldest(h);
    barrier();
}

static void write_words(struct history *h, uint64_t position, unsigned length, unsigned flags)
{
    uint8_t *at = h->bytes + (position & RING_MASK);
    write_word(at, length | flags);
    write_word(at + length - 2, length | flags);
}

void history_push(struct history *h, const struct term *t, const struct cell *cells, uint16_t cols,
                  bool wrapped)
{
    size_t payload = pack(t, cells, wrapped ? cols : trimmed(cells, cols));
    while (payload % 4 != 0)
        packing[payload++] = OP_END;
    unsigned length = (unsigned)payload + RECORD_WORDS;
    unsigned end = (unsigned)(LIMIT_HISTORY_BYTES - (h->state.head & RING_MASK));
    unsigned pad = end < length ? end : 0;
    make_room(h, pad + length);
    if (pad != 0)
        write_words(h, h->state.head, pad, WORD_PAD);
    uint64_t start = h->state.head + pad;
    write_words(h, start, length, wrapped ? WORD_WRAPPED : 0);
    memcpy(h->bytes + (start & RING_MASK) + 2, packing, payload);
    barrier();
    h->state.head = start + length;
    h->state.next++;
}

/* The word of the record that starts here; 0 where there cannot be one. */
static unsigned word_at(const struct history *h, uint64_t position)
{
    uint64_t offset = position & RING_MASK;
    if (position >= h->state.head || position % 4 != 0)
        return 0;
    unsigned word = read_word(h->bytes + offset), length = word & WORD_LENGTH;
    if (length < RECORD_WORDS || length > LIMIT_HISTORY_BYTES - offset ||
        length > h->state.head - position || read_word(h->bytes + offset + length - 2) != word)
        return 0;
    return word;
}

/* Where the record that ends here starts; its word, or 0. */
static unsigned word_before(const struct history *h, uint64_t end, uint64_t *start)
{
    if (end <= h->state.tail || end > h->state.head || end % 4 != 0)
        return 0;
    unsigned length = read_word(h->bytes + ((end - 2) & RING_MASK)) & WORD_LENGTH;
    if (length > end - h->state.tail)
        return 0;
    *start = end - length;
    return word_at(h, *start);
}

static void open_line(const struct history *h, uint64_t start, unsigned word,
                      struct history_line *to)
{
    memset(to, 0, sizeof(*to));
    to->bytes.at = h->bytes + (start & RING_MASK) + 2;
    to->bytes.len = (word & WORD_LENGTH) - RECORD_WORDS;
    to->wrapped = (word & WORD_WRAPPED) != 0;
}

/* Moves back over n lines; 0 where there are fewer, else the word of the line that *position then
 * stands at. The walk ends, as each record is 4 bytes or more. */
static unsigned walk_back(const struct history *h, uint64_t *position, uint64_t n)
{
    unsigned word = 0;
    while (n > 0) {
        word = word_before(h, *position, position);
        if (word == 0)
            return 0;
        n -= (word & WORD_PAD) == 0;
    }
    return word;
}

static unsigned walk_on(const struct history *h, uint64_t *position, uint64_t n)
{
    for (;;) {
        unsigned word = word_at(h, *position);
        if (word == 0)
            return 0;
        if ((word & WORD_PAD) == 0 && n-- == 0)
            return word;
        *position += word & WORD_LENGTH;
    }
}

bool history_seek(const struct history *h, uint64_t line, uint64_t *position)
{
    const struct history_state *s = &h->state;
    if (line < s->first || line >= s->next)
        return false;
    bool old = line - s->first < s->next - line;
    *position = old ? s->tail : s->head;
    return (old ? walk_on(h, position, line - s->first) : walk_back(h, position, s->next - line)) !=
           0;
}

bool history_find(const struct history *h, uint64_t line, struct history_line *to)
{
    uint64_t position;
    return history_seek(h, line, &position) && history_after(h, &position, to);
}

bool history_before(const struct history *h, uint64_t *position, struct history_line *to)
{
    unsigned word = walk_back(h, position, 1);
    if (word != 0)
        open_line(h, *position, word, to);
    return word != 0;
}

bool history_after(const struct history *h, uint64_t *position, struct history_line *to)
{
    unsigned word = walk_on(h, position, 0);
    if (word == 0)
        return false;
    open_line(h, *position, word, to);
    *position += word & WORD_LENGTH;
    return true;
}

struct history_state history_without(const struct history *h, uint64_t n)
{
    struct history_state s = h->state;
    if (n > s.next - s.first)
        n = s.next - s.first;
    if (n > 0 && walk_back(h, &s.head, n) != 0)
        s.next -= n;
    return s;
}

void history_clear(struct history *h)
{
    h->state.tail = h->state.head;
    barrier();
    h->state.first = h->state.next;
}

/* The lines from the tail to the head. */
static uint64_t count_lines(const struct history *h)
{
    uint64_t position = h->state.tail, lines = 0;
    for (;;) {
        unsigned word = word_at(h, position);
        if (word == 0)
            return lines;
        lines += (word & WORD_PAD) == 0;
        position += word & WORD_LENGTH;
    }
}

void history_rollback(struct history *h, const struct history_state *saved)
{
    struct history_state *s = &h->state;
    if (s->tail < saved->tail)
        s->tail = saved->tail;
    if (s->tail > saved->head)
        s->tail = saved->head;
    s->head = saved->head;
    s->next = saved->next;
    s->epoch = saved->epoch;
    s->first = s->next - count_lines(h);
}

bool history_check(const struct history *h)
{
    const struct history_state *s = &h->state;
    if (s->tail > s->head || s->head - s->tail > LIMIT_HISTORY_BYTES || s->first > s->next)
        return false;
    uint64_t position = s->tail, lines = 0;
    while (position < s->head) {
        unsigned word = word_at(h, position);
        if (word == 0)
            return false;
        position += word & WORD_LENGTH;
        if ((word & WORD_PAD) == 0)
            lines++;
        else if ((position & RING_MASK) != 0)
            return false;
    }
    return lines == s->next - s->first;
}

/* ---- reading a line ---- */

/* The payload's next byte; 0 at its end. */
static unsigned take(struct history_line *l)
{
    if (l->bytes.len == 0)
        return 0;
    l->bytes.len--;
    return *l->bytes.at++;
}

static uint32_t read_color(struct history_line *l, unsigned kind)
{
    uint32_t value = 0;
    if (kind == 1)
        return COLOR_PALETTE | take(l);
    if (kind == 2) {
        value = take(l);
        value |= take(l) << 8;
        value |= take(l) << 16;
        value |= COLOR_RGB;
    }
    return value;
}

static void read_style(struct history_line *l)
{
    unsigned mask = take(l), attributes = 0, more = 0;
    l->style.foreground = read_color(l, mask >> MASK_FOREGROUND & 3);
    l->style.background = read_color(l, mask >> MASK_BACKGROUND & 3);
    l->style.underline_color = read_color(l, mask >> MASK_UNDERLINE_COLOR & 3);
    if ((mask & MASK_ATTRIBUTES) != 0)
        attributes = take(l);
    if ((mask & MASK_MORE) != 0)
        more = take(l);
    l->style.attributes = (uint16_t)(attributes | more >> 3 << 8);
    l->style.underline = more & 7u;
}

static void read_link(struct history_line *l)
{
    size_t len = take(l);
    len |= (size_t)take(l) << 8;
    l->link = slice_part(l->bytes, 0, len);
    l->bytes = slice_from(l->bytes, len);
}

/* A code point that starts with this byte; U+FFFD where malformed. */
static uint32_t read_point(struct history_line *l, unsigned byte)
{
    struct utf8 decoder = {0};
    enum utf8_step step = utf8_feed(&decoder, (uint8_t)byte);
    while (step == UTF8_MORE && l->bytes.len > 0)
        step = utf8_feed(&decoder, (uint8_t)take(l));
    return step == UTF8_POINT ? decoder.point : UTF8_REPLACEMENT;
}

static bool give(struct history_line *l, struct history_cell *to, uint32_t count)
{
    to->count = count;
    to->columns = count > 0 && l->wide ? 2 : 1;
    to->style = l->style;
    to->link = l->link;
    if (l->columns + to->columns > LIMIT_COLS)
        return false;
    l->columns = (uint16_t)(l->columns + to->columns);
    return true;
}

static bool read_cluster(struct history_line *l, struct history_cell *to)
{
    unsigned count = take(l);
    if (count > LIMIT_CLUSTER_POINTS)
        count = LIMIT_CLUSTER_POINTS;
    for (unsigned i = 0; i < count; i++)
        to->points[i] = read_point(l, take(l));
    return give(l, to, count);
}

bool history_cell(struct history_line *l, struct history_cell *to)
{
    while (l->blanks == 0) {
        unsigned byte = take(l);
        if (byte >= 0x20) {
            to->points[0] = byte < 0x80 ? byte : read_point(l, byte);
            return give(l, to, 1);
        }
        if (byte == OP_BLANKS)
            l->blanks = (uint16_t)(take(l) + 1);
        else if (byte == OP_DEFAULT)
            memset(&l->style, 0, sizeof(l->style));
        else if (byte == OP_STYLE)
            read_style(l);
        else if (byte == OP_LINK)
            read_link(l);
        else if (byte == OP_CLUSTER)
            return read_cluster(l, to);
        else if (byte == OP_WIDE || byte == OP_NARROW)
            l->wide = byte == OP_WIDE;
        else
            return false;
    }
    l->blanks--;
    return give(l, to, 0);
}

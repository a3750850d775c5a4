/*
 * The ring holds records at multiples of 4 bytes: a 16-bit word, the payload, the same word. The
 * word is the length of the whole record. In its two lowest bits, which a length does not need, one
 * flag says that the line is wrapped, the other that the record is padding at the end of the ring,
 * as no record wraps around it. head and tail count the bytes ever appended and dropped; their
 * lowest bits are offsets in the ring.
 *
 * Barriers order the stores that a kill can separate: room is made before it is written to, and a
 * line is counted after its bytes have been written. Only tail is authoritative for what was
 * dropped; a rollback derives `first` from it by counting the lines.
 *
 * Readers trust no record: its bounds are checked against the ring.
 */
#include "term/history.h"

#include "base/bug.h"
#include "term/barrier.h"

#include <string.h>

#define RING_MASK ((uint64_t)LIMIT_HISTORY_BYTES - 1)
_Static_assert((LIMIT_HISTORY_BYTES & (LIMIT_HISTORY_BYTES - 1)) == 0, "positions are masked");
_Static_assert(HISTORY_LONGEST % 4 == 0, "records are at multiples of 4");

#define WORD_WRAPPED 1u
#define WORD_PAD 2u
#define WORD_LENGTH 0xFFFCu

static unsigned record_read_word(const uint8_t *at)
{
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

static void record_write_word(uint8_t *at, unsigned word)
{
    at[0] = (uint8_t)word;
    at[1] = (uint8_t)(word >> 8);
}

static void record_drop_oldest(struct history *h)
{
    unsigned word = record_read_word(h->bytes + (h->state.tail & RING_MASK));
    unsigned length = word & WORD_LENGTH;
    BUG_UNLESS(length >= HISTORY_RECORD_WORDS && length <= h->state.head - h->state.tail);
    h->state.tail += length;
    if ((word & WORD_PAD) == 0)
        h->state.first++;
}

static void record_make_room(struct history *h, uint64_t need)
{
    while (h->state.head + need - h->state.tail > LIMIT_HISTORY_BYTES)
        record_drop_oldest(h);
    store_barrier();
}

static void record_write_words(struct history *h, uint64_t position, unsigned length,
                               unsigned flags)
{
    uint8_t *at = h->bytes + (position & RING_MASK);
    record_write_word(at, length | flags);
    record_write_word(at + length - 2, length | flags);
}

void history_append(struct history *h, struct slice payload, bool wrapped)
{
    unsigned length = (unsigned)payload.len + HISTORY_RECORD_WORDS;
    unsigned end = (unsigned)(LIMIT_HISTORY_BYTES - (h->state.head & RING_MASK));
    unsigned pad = end < length ? end : 0;
    BUG_UNLESS(payload.len % 4 == 0 && length <= HISTORY_LONGEST);
    record_make_room(h, pad + length);
    if (pad != 0)
        record_write_words(h, h->state.head, pad, WORD_PAD);
    uint64_t start = h->state.head + pad;
    record_write_words(h, start, length, wrapped ? WORD_WRAPPED : 0);
    memcpy(h->bytes + (start & RING_MASK) + 2, payload.at, payload.len);
    store_barrier();
    h->state.head = start + length;
    h->state.next++;
    h->state.wrapped = wrapped;
}

void history_mark(struct history *h, bool wrapped)
{
    h->state.wrapped = 0;
    if (h->state.head == h->state.tail)
        return;
    /* A kill may have separated the two words of the record; only the length of the last counts. */
    unsigned length = record_read_word(h->bytes + ((h->state.head - 2) & RING_MASK)) & WORD_LENGTH;
    if (length < HISTORY_RECORD_WORDS || length > h->state.head - h->state.tail)
        return;
    record_write_words(h, h->state.head - length, length, wrapped ? WORD_WRAPPED : 0);
    h->state.wrapped = wrapped;
}

/* Returns the word of the record that starts at `position`; 0 if no valid record can start
 * there. */
static unsigned record_at(const struct history *h, uint64_t position)
{
    uint64_t offset = position & RING_MASK;
    if (position >= h->state.head || position % 4 != 0)
        return 0;
    unsigned word = record_read_word(h->bytes + offset), length = word & WORD_LENGTH;
    if (length < HISTORY_RECORD_WORDS || length > LIMIT_HISTORY_BYTES - offset ||
        length > h->state.head - position ||
        record_read_word(h->bytes + offset + length - 2) != word)
        return 0;
    return word;
}

/* Sets *start to the start of the record that ends at `end`. Returns the record's word; 0 if no
 * valid record ends there. */
static unsigned record_before(const struct history *h, uint64_t end, uint64_t *start)
{
    if (end <= h->state.tail || end > h->state.head || end % 4 != 0)
        return 0;
    unsigned length = record_read_word(h->bytes + ((end - 2) & RING_MASK)) & WORD_LENGTH;
    if (length > end - h->state.tail)
        return 0;
    *start = end - length;
    return record_at(h, *start);
}

static void record_open(const struct history *h, uint64_t start, unsigned word,
                        struct history_line *to)
{
    size_t payload = (word & WORD_LENGTH) - HISTORY_RECORD_WORDS;
    history_line_init(to, slice_make(h->bytes + (start & RING_MASK) + 2, payload),
                      (word & WORD_WRAPPED) != 0);
}

/* Moves *position back by n lines and returns the word of the line that starts there; 0 if there
 * are fewer. The walk terminates, as every record has at least 4 bytes. */
static unsigned record_walk_back(const struct history *h, uint64_t *position, uint64_t n)
{
    unsigned word = 0;
    while (n > 0) {
        word = record_before(h, *position, position);
        if (word == 0)
            return 0;
        n -= (word & WORD_PAD) == 0;
    }
    return word;
}

static unsigned record_walk_forward(const struct history *h, uint64_t *position, uint64_t n)
{
    for (;;) {
        unsigned word = record_at(h, *position);
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
    return (old ? record_walk_forward(h, position, line - s->first)
                : record_walk_back(h, position, s->next - line)) != 0;
}

bool history_find(const struct history *h, uint64_t line, struct history_line *to)
{
    uint64_t position;
    return history_seek(h, line, &position) && history_after(h, &position, to);
}

bool history_before(const struct history *h, uint64_t *position, struct history_line *to)
{
    unsigned word = record_walk_back(h, position, 1);
    if (word != 0)
        record_open(h, *position, word, to);
    return word != 0;
}

bool history_after(const struct history *h, uint64_t *position, struct history_line *to)
{
    unsigned word = record_walk_forward(h, position, 0);
    if (word == 0)
        return false;
    record_open(h, *position, word, to);
    *position += word & WORD_LENGTH;
    return true;
}

struct history_state history_without(const struct history *h, uint64_t n)
{
    struct history_state s = h->state;
    if (n > s.next - s.first)
        n = s.next - s.first;
    if (n > 0 && record_walk_back(h, &s.head, n) != 0) {
        uint64_t before = s.head;
        s.next -= n;
        s.wrapped = (record_walk_back(h, &before, 1) & WORD_WRAPPED) != 0;
    }
    return s;
}

void history_clear(struct history *h)
{
    h->state.tail = h->state.head;
    store_barrier();
    h->state.first = h->state.next;
    h->state.wrapped = 0;
}

/* Counts the lines from tail to head. */
static uint64_t history_count(const struct history *h)
{
    uint64_t position = h->state.tail, lines = 0;
    for (;;) {
        unsigned word = record_at(h, position);
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
    history_mark(h, saved->wrapped != 0);
    s->first = s->next - history_count(h);
}

bool history_check(const struct history *h)
{
    const struct history_state *s = &h->state;
    if (s->tail > s->head || s->head - s->tail > LIMIT_HISTORY_BYTES || s->first > s->next)
        return false;
    uint64_t position = s->tail, lines = 0;
    while (position < s->head) {
        unsigned word = record_at(h, position);
        if (word == 0)
            return false;
        position += word & WORD_LENGTH;
        if ((word & WORD_PAD) == 0)
            lines++;
        else if ((position & RING_MASK) != 0)
            return false;
    }
    position = s->head;
    bool wrapped = (record_walk_back(h, &position, 1) & WORD_WRAPPED) != 0;
    return lines == s->next - s->first && wrapped == (s->wrapped != 0);
}

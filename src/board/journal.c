/*
 * Readers rely on the order of stores: a writer clears the old number, writes the text, and stores
 * the new number last; a reader copies the line and compares the number before and after the copy.
 * A line overwritten in between counts as lost. A writer stopped in the middle of a line, while the
 * other process goes once around the ring, continues in a slot that is no longer its own: the
 * checksum does not match, and readers skip this line too.
 *
 * Nothing in the ring is trusted, since the keeper reads what an unprivileged process may have
 * written: numbers are taken modulo the ring's size, and lengths are clamped. Numbers are compared
 * by distance: a wrong one costs some lines, never the log.
 */
#include "board/journal.h"

#include <string.h>

_Static_assert((LIMIT_JOURNAL & (LIMIT_JOURNAL - 1)) == 0, "the number after the last is 0");

void journal_init(struct journal *j)
{
    atomic_store(&j->next, 1);
}

/* The journal that receives the lines of this process. */
static struct journal *journal_used;

static void journal_sink(struct slice line)
{
    if (line.len > 0 && line.at[line.len - 1] == '\n')
        line.len--;
    journal_put(journal_used, line);
}

void journal_keep(struct journal *j)
{
    journal_used = j;
    log_sink(journal_sink);
}

/* FNV-1a of number and text, folded to 16 bits. */
static uint16_t journal_sum(uint32_t number, const uint8_t *text, size_t len)
{
    uint32_t sum = 2166136261u ^ number;
    for (size_t i = 0; i < len; i++)
        sum = (sum ^ text[i]) * 16777619u;
    return (uint16_t)(sum ^ sum >> 16);
}

void journal_put(struct journal *j, struct slice line)
{
    uint32_t number = atomic_fetch_add(&j->next, 1);
    struct journal_line *l = &j->lines[number % LIMIT_JOURNAL];
    size_t len = line.len < JOURNAL_LINE_BYTES ? line.len : JOURNAL_LINE_BYTES;
    atomic_store_explicit(&l->number, 0, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    l->len = (uint16_t)len;
    l->sum = journal_sum(number, line.at, len);
    memcpy(l->text, line.at, len);
    atomic_store_explicit(&l->number, number, memory_order_release);
}

uint32_t journal_next(const struct journal *j)
{
    return atomic_load(&j->next);
}

static uint32_t journal_oldest_before(uint32_t next)
{
    return next - 1 < LIMIT_JOURNAL ? 1 : next - LIMIT_JOURNAL;
}

uint32_t journal_oldest(const struct journal *j)
{
    return journal_oldest_before(journal_next(j));
}

static int journal_copy(const struct journal_line *l, uint32_t number,
                        uint8_t to[JOURNAL_LINE_BYTES])
{
    if (atomic_load_explicit(&l->number, memory_order_acquire) != number)
        return -1;
    uint16_t sum = l->sum;
    size_t len = l->len < JOURNAL_LINE_BYTES ? l->len : JOURNAL_LINE_BYTES;
    memcpy(to, l->text, len);
    atomic_thread_fence(memory_order_acquire);
    bool whole = atomic_load_explicit(&l->number, memory_order_relaxed) == number;
    return whole && sum == journal_sum(number, to, len) ? (int)len : -1;
}

int journal_read(const struct journal *j, uint32_t *number, uint8_t to[JOURNAL_LINE_BYTES])
{
    uint32_t next = journal_next(j), oldest = journal_oldest_before(next), n = *number;
    if (next - n > next - oldest)
        n = oldest;
    for (; n != next; n++) { /* at most LIMIT_JOURNAL iterations */
        int len = journal_copy(&j->lines[n % LIMIT_JOURNAL], n, to);
        if (len < 0)
            continue;
        *number = n;
        return len;
    }
    return -1;
}

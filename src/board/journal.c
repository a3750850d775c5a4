/*
 * The order of the two sides is what a reader relies on: a writer takes the old number away, writes
 * the text, and puts the new number there last; a reader takes a copy and looks at the number
 * before and after it. A line that was overwritten meanwhile is as good as gone. A writer that was
 * stopped in mid-line while the other went once around the ring goes on in a slot that is no longer
 * its own: such a line is known by its sum, and is skipped as well.
 *
 * Nothing that stands here is believed: numbers are only used modulo the ring's size, and lengths
 * are clamped, as the keeper reads what an unprivileged process may have written. Numbers are
 * compared by their distance, so that a wrong one costs some lines, never the log.
 */
#include "board/journal.h"

#include <string.h>

_Static_assert((LIMIT_JOURNAL & (LIMIT_JOURNAL - 1)) == 0, "the number after the last is 0");

void journal_init(struct journal *j)
{
    atomic_store(&j->next, 1);
}

/* Where this process's log goes as well. */
static struct journal *kept;

static void keep(struct slice line)
{
    if (line.len > 0 && line.at[line.len - 1] == '\n')
        line.len--;
    journal_put(kept, line);
}

void journal_keep(struct journal *j)
{
    kept = j;
    log_sink(keep);
}

/* FNV-1a over the number and the text, folded. */
static uint16_t sum_of(uint32_t number, const uint8_t *text, size_t len)
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
    l->sum = sum_of(number, line.at, len);
    memcpy(l->text, line.at, len);
    atomic_store_explicit(&l->number, number, memory_order_release);
}

uint32_t journal_next(const struct journal *j)
{
    return atomic_load(&j->next);
}

static uint32_t oldest_before(uint32_t next)
{
    return next - 1 < LIMIT_JOURNAL ? 1 : next - LIMIT_JOURNAL;
}

uint32_t journal_oldest(const struct journal *j)
{
    return oldest_before(journal_next(j));
}

static int copy(const struct journal_line *l, uint32_t number, uint8_t to[JOURNAL_LINE_BYTES])
{
    if (atomic_load_explicit(&l->number, memory_order_acquire) != number)
        return -1;
    uint16_t sum = l->sum;
    size_t len = l->len < JOURNAL_LINE_BYTES ? l->len : JOURNAL_LINE_BYTES;
    memcpy(to, l->text, len);
    atomic_thread_fence(memory_order_acquire);
    bool whole = atomic_load_explicit(&l->number, memory_order_relaxed) == number;
    return whole && sum == sum_of(number, to, len) ? (int)len : -1;
}

int journal_read(const struct journal *j, uint32_t *number, uint8_t to[JOURNAL_LINE_BYTES])
{
    uint32_t next = journal_next(j), oldest = oldest_before(next), n = *number;
    if (next - n > next - oldest)
        n = oldest;
    for (; n != next; n++) { /* at most LIMIT_JOURNAL of them */
        int len = copy(&j->lines[n % LIMIT_JOURNAL], n, to);
        if (len < 0)
            continue;
        *number = n;
        return len;
    }
    return -1;
}

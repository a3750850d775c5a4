/*
 * The order of the two sides is what a reader relies on: a writer takes the old number away, writes
 * the text, and puts the new number there last; a reader takes a copy and looks at the number
 * before and after it. A line that was overwritten meanwhile is as good as gone.
 *
 * Nothing that stands here is believed: numbers are only used modulo the ring's size, and lengths
 * are clamped, as the keeper reads what an unprivileged process may have written.
 */
#include "board/journal.h"

#include "base/log.h"

#include <string.h>

void journal_start(struct journal *j)
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

void journal_put(struct journal *j, struct slice line)
{
    uint32_t number = atomic_fetch_add(&j->next, 1);
    struct journal_line *l = &j->lines[number % LIMIT_JOURNAL];
    size_t len = line.len < JOURNAL_LINE_BYTES ? line.len : JOURNAL_LINE_BYTES;
    atomic_store(&l->number, 0);
    l->len = (uint16_t)len;
    memcpy(l->text, line.at, len);
    atomic_store(&l->number, number);
}

uint32_t journal_next(const struct journal *j)
{
    return atomic_load(&j->next);
}

uint32_t journal_oldest(const struct journal *j)
{
    uint32_t next = journal_next(j);
    return next > LIMIT_JOURNAL ? next - LIMIT_JOURNAL : 1;
}

static int copy(const struct journal_line *l, uint32_t number, uint8_t to[JOURNAL_LINE_BYTES])
{
    if (atomic_load(&l->number) != number)
        return -1;
    size_t len = l->len < JOURNAL_LINE_BYTES ? l->len : JOURNAL_LINE_BYTES;
    memcpy(to, l->text, len);
    return atomic_load(&l->number) == number ? (int)len : -1;
}

int journal_read(const struct journal *j, uint32_t *number, uint8_t to[JOURNAL_LINE_BYTES])
{
    uint32_t oldest = journal_oldest(j), next = journal_next(j);
    uint32_t n = *number < oldest ? oldest : *number;
    for (; n < next && next - n <= LIMIT_JOURNAL; n++) {
        int len = copy(&j->lines[n % LIMIT_JOURNAL], n, to);
        if (len < 0)
            continue;
        *number = n;
        return len;
    }
    return -1;
}

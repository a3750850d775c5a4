/* The journal: lines of two processes in one ring, in order, whole, and without overwritten
 * ones. */
#include "board/journal.h"
#include "check.h"
#include "os/memory.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct journal *shared(void)
{
    int fd = os_shared_memory("/journal", sizeof(struct journal));
    struct journal *j = mmap(NULL, sizeof *j, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (j == MAP_FAILED)
        abort();
    journal_init(j);
    return j;
}

static void put(struct journal *j, const char *line)
{
    journal_put(j, slice_of(line));
}

static void in_order(void)
{
    struct journal *j = shared();
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t n = 0;
    CHECK(journal_read(j, &n, line) < 0);
    put(j, "one");
    put(j, "three");
    CHECK(journal_read(j, &n, line) == 3 && n == 1);
    n++;
    CHECK(journal_read(j, &n, line) == 5 && n == 2 && memcmp(line, "three", 5) == 0);
    n++;
    CHECK(journal_read(j, &n, line) < 0 && n == 3);
}

static void overwritten(void)
{
    struct journal *j = shared();
    uint8_t line[JOURNAL_LINE_BYTES];
    for (int i = 0; i < LIMIT_JOURNAL + 10; i++)
        put(j, "x");
    uint32_t n = 1;
    CHECK(journal_read(j, &n, line) == 1);
    CHECK_U64(11, n);
    CHECK_U64(LIMIT_JOURNAL + 11, journal_next(j));
}

static void too_long(void)
{
    struct journal *j = shared();
    static uint8_t big[2 * JOURNAL_LINE_BYTES], line[JOURNAL_LINE_BYTES];
    uint32_t n = 1;
    journal_put(j, (struct slice){big, sizeof big});
    CHECK(journal_read(j, &n, line) == JOURNAL_LINE_BYTES);
    j->lines[1 % LIMIT_JOURNAL].len = 60000;
    CHECK(journal_read(j, &n, line) == JOURNAL_LINE_BYTES);
}

/* The longest log line fits, with the mark of its truncation. */
static void logged(void)
{
    struct journal *j = shared();
    static uint8_t big[2 * JOURNAL_LINE_BYTES], line[JOURNAL_LINE_BYTES];
    uint32_t n = 1;
    struct log_line l;
    memset(big, '"', sizeof big);
    journal_keep(j);
    log_stderr(false);
    log_open(&l, LOG_INFO, "e");
    log_str(&l, "v", (struct slice){big, sizeof big});
    log_close(&l);
    log_sink(NULL);
    int len = journal_read(j, &n, line);
    CHECK(len > 10 && memcmp(line + len - 10, "\" cut=true", 10) == 0);
}

static void killed_in_mid_line(void)
{
    struct journal *j = shared();
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t n = 1;
    put(j, "lost");
    atomic_store(&j->lines[1 % LIMIT_JOURNAL].number, 0);
    CHECK(journal_read(j, &n, line) < 0);
    put(j, "later");
    CHECK(journal_read(j, &n, line) == 5 && n == 2);
}

/* A writer stopped for a whole round continues in the slot of another line, and is killed there. */
static void written_over(void)
{
    struct journal *j = shared();
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t n = 1;
    put(j, "one of mine");
    put(j, "two");
    memcpy(j->lines[1 % LIMIT_JOURNAL].text, "old", 3);
    CHECK(journal_read(j, &n, line) == 3 && n == 2);
    memcpy(j->lines[1 % LIMIT_JOURNAL].text, "one", 3);
    n = 1;
    CHECK(journal_read(j, &n, line) == 11 && n == 1);
}

/* Whatever number was written there, the reader gets the lines that follow. */
static void wild_numbers(void)
{
    static const uint32_t wild[] = {0,          1,          LIMIT_JOURNAL / 2, 0x7FFFFFFF,
                                    0x80000000, UINT32_MAX, UINT32_MAX - 2};
    for (size_t i = 0; i < sizeof wild / sizeof wild[0]; i++) {
        struct journal *j = shared();
        uint8_t line[JOURNAL_LINE_BYTES];
        uint32_t n = 1, got = 0;
        for (int k = 0; k < 10; k++)
            put(j, "before");
        while (journal_read(j, &n, line) > 0)
            n++;
        atomic_store(&j->next, wild[i]);
        for (int k = 0; k < LIMIT_JOURNAL; k++)
            put(j, "after");
        while (got <= LIMIT_JOURNAL && journal_read(j, &n, line) == 5) {
            n++;
            got++;
        }
        CHECK_U64(journal_next(j), n);
        CHECK(got >= LIMIT_JOURNAL - 16 && got <= LIMIT_JOURNAL);
        put(j, "last");
        CHECK(journal_read(j, &n, line) == 4);
    }
}

static void writes_for_ever(struct journal *j, char mark)
{
    uint8_t text[JOURNAL_LINE_BYTES];
    memset(text, mark, sizeof text);
    for (unsigned i = 0;; i++)
        journal_put(j, (struct slice){text, 1 + i % sizeof text});
}

/* A number before the oldest, after the next, or far from both counts as the oldest. */
static void far_off(void)
{
    struct journal *j = shared();
    uint8_t line[JOURNAL_LINE_BYTES];
    for (int i = 0; i < 2 * LIMIT_JOURNAL; i++)
        put(j, "x");
    const uint32_t oldest = journal_oldest(j), next = journal_next(j);
    const uint32_t wild[] = {0,           1,         oldest - 1, next + 1, next + LIMIT_JOURNAL,
                             0x80000000u, UINT32_MAX};
    CHECK_U64(LIMIT_JOURNAL + 1, oldest);
    for (size_t i = 0; i < COUNT(wild); i++) {
        uint32_t n = wild[i];
        CHECK(journal_read(j, &n, line) == 1);
        CHECK_U64(oldest, n);
    }
    uint32_t n = oldest;
    CHECK(journal_read(j, &n, line) == 1 && n == oldest);
    n = next - 1;
    CHECK(journal_read(j, &n, line) == 1 && n == next - 1);
    n = next;
    CHECK(journal_read(j, &n, line) < 0 && n == next);
}

/* Every line read is by one writer, whatever the other does, even if one is killed. */
static void two_writers(void)
{
    struct journal *j = shared();
    uint8_t line[JOURNAL_LINE_BYTES];
    pid_t writers[2];
    uint32_t n = 1, got = 0;
    for (int i = 0; i < 2; i++)
        if ((writers[i] = fork()) == 0)
            writes_for_ever(j, (char)('a' + i));
    while (got < 20000) {
        int len = journal_read(j, &n, line);
        if (len < 0)
            continue;
        for (int i = 1; i < len; i++)
            if (line[i] != line[0])
                CHECK_FAILED("line %u is mixed", n);
        n++;
        if (++got == 10000)
            kill(writers[0], SIGKILL);
    }
    kill(writers[1], SIGKILL);
    while (wait(NULL) > 0)
        ;
    CHECK_U64(20000, got);
}

int main(void)
{
    STORY("lines are read in order, until none is left")
    in_order();
    STORY("a slow reader continues with the oldest line that is kept")
    overwritten();
    STORY("a long line is truncated, and an impossible length is clamped")
    too_long();
    STORY("the longest line that can be logged is kept whole")
    logged();
    STORY("a line that was never finished is skipped once there is a later one")
    killed_in_mid_line();
    STORY("a line overwritten by a writer that was stopped is skipped")
    written_over();
    STORY("an impossible number costs some lines, never the reader")
    wild_numbers();
    STORY("a reader that asks for a number far off gets the oldest line")
    far_off();
    STORY("two processes write at once, one is killed, and every line is whole")
    two_writers();
    return check_end();
}

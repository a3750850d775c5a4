/* Tests of input: once and in order, counted for each client, across a server's death. */
#define _GNU_SOURCE /* mprotect() */

#include "app/io/input.h"
#include "app/io/output.h"
#include "app_stage.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

static struct window *w;

static void begin(void)
{
    stage_begin();
    w = stage_window(SOURCE_COMMAND, NULL);
}

static bool known; /* the last entry() was there before */

static uint16_t entry(const struct window *of, uint64_t id, uint64_t now_ms)
{
    return input_client(of, id, now_ms, &known);
}

static uint64_t used(void)
{
    return ring_used(&w->input.ring);
}

/* Fills the ring; returns how many bytes it accepted. */
static size_t fill(uint16_t client)
{
    static uint8_t bytes[LIMIT_INPUT_BYTES + 10];
    memset(bytes, 'x', sizeof bytes);
    return input_put(w, client, slice_make(bytes, sizeof bytes));
}

/* Returns what the program can read. */
static size_t arrived(void)
{
    static uint8_t bytes[2 * LIMIT_INPUT_BYTES];
    ssize_t n = read(stage_far, bytes, sizeof bytes);
    return n > 0 ? (size_t)n : 0;
}

static void clients(void)
{
    STORY("a client's offset grows by the accepted bytes, and is found again by client and window")
    {
        begin();
        uint16_t c = entry(w, 0xC1, 1);
        CHECK_U64(0, input_applied(c));
        CHECK_U64(3, input_put(w, c, SLICE("abc")));
        CHECK_U64(3, input_applied(c));
        CHECK_U64(c, entry(w, 0xC1, 2));
        CHECK(input_is_client(c, 0xC1, w) && !input_is_client(c, 0xC2, w));
    }
    STORY("the same client has another offset for another window")
    {
        struct window *other = stage_window(SOURCE_COMMAND, NULL);
        uint16_t c = entry(w, 0xC1, 3), d = entry(other, 0xC1, 3);
        CHECK(c != d && input_applied(d) == 0);
        CHECK(!input_is_client(c, 0xC1, other));
    }
    STORY("a new client gets the slot unused for longest, with offset 0")
    {
        begin();
        for (uint64_t i = 0; i < LIMIT_CLIENTS; i++)
            (void)input_put(w, entry(w, 0x100 + i, 100 + i), SLICE("a"));
        uint16_t oldest = entry(w, 0x100, 1000), second = entry(w, 0x101, 101);
        CHECK_U64(second, entry(w, 0x999, 2000));
        CHECK_U64(0, input_applied(second));
        CHECK(input_is_client(oldest, 0x100, w) && !input_is_client(second, 0x101, w));
    }
    STORY("bytes typed without a client change no offset and no figure")
    {
        static struct figures before;
        begin();
        memset(&stage_board.figures, 0x55, sizeof stage_board.figures);
        before = stage_board.figures;
        CHECK_U64(3, input_put(w, INPUT_NO_CLIENT, SLICE("abc")));
        for (uint16_t i = 0; i < LIMIT_CLIENTS; i++)
            CHECK_U64(0, input_applied(i));
        CHECK(memcmp(&before, &stage_board.figures, sizeof before) == 0);
    }
    STORY("discarded bytes count as applied, and are not typed")
    {
        begin();
        uint16_t c = entry(w, 1, 1);
        CHECK_U64(5, input_discard(c, 5));
        CHECK_U64(5, input_applied(c));
        static struct board before;
        before = stage_board;
        CHECK_U64(7, input_discard(INPUT_NO_CLIENT, 7));
        CHECK(memcmp(&before, &stage_board, sizeof before) == 0);
        CHECK(used() == 0 && !input_waits(w));
    }
}

static void reports(void)
{
    STORY("a client that is known again learns that it is")
    {
        begin();
        (void)entry(w, 0xC1, 1);
        CHECK(!known);
        (void)entry(w, 0xC1, 2);
        CHECK(known);
    }
    STORY("what is in the ring when its program ends is discarded, and counted for those who typed "
          "it")
    {
        begin();
        uint16_t c = entry(w, 1, 1), d = entry(w, 2, 1), idle = entry(w, 3, 1);
        CHECK_U64(3, input_put(w, c, SLICE("abc")));
        CHECK_U64(2, input_put(w, d, SLICE("de")));
        CHECK_U64(5, input_clear(w));
        CHECK_U64(3, input_discarded(c));
        CHECK_U64(5, input_discarded(d)); /* at most: its bytes are the last two */
        CHECK_U64(0, input_discarded(idle));
        CHECK(used() == 0 && input_applied(c) == 3);
        CHECK_U64(0, input_clear(w));
        CHECK_U64(3, input_discarded(c));
    }
    STORY("bytes that were written before are not counted")
    {
        begin();
        uint16_t c = entry(w, 1, 1);
        output_open(w, stage_descriptor());
        CHECK_U64(3, input_put(w, c, SLICE("abc")));
        input_flush(w);
        CHECK_U64(0, input_clear(w));
        CHECK_U64(0, input_discarded(c));
        CHECK_U64(2, input_put(w, c, SLICE("de")));
        CHECK_U64(2, input_clear(w));
        CHECK_U64(2, input_discarded(c));
        CHECK_U64(0, input_discarded(INPUT_NO_CLIENT));
    }
    STORY("a client of another window in the same slot of the ring is not counted")
    {
        begin();
        struct window *other = stage_window(SOURCE_COMMAND, NULL);
        uint16_t c = entry(other, 1, 1);
        CHECK_U64(3, input_put(other, c, SLICE("abc")));
        CHECK_U64(2, input_put(w, INPUT_NO_CLIENT, SLICE("de")));
        CHECK_U64(2, input_clear(w));
        CHECK_U64(0, input_discarded(c));
    }
}

static void ages(void)
{
    STORY("what waits for an absent line is old ten seconds after its first byte")
    {
        begin();
        CHECK_U64(UINT64_MAX, input_deadline(w));
        uint64_t before = clock_ms();
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("a"));
        uint64_t deadline = input_deadline(w);
        CHECK(deadline >= before + 10000 && deadline <= clock_ms() + 10000);
        w->input.since_ms -= 5000;
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("b"));
        CHECK_U64(deadline - 5000, input_deadline(w));
        (void)input_clear(w);
        CHECK_U64(UINT64_MAX, input_deadline(w));
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("c"));
        CHECK(input_deadline(w) >= before + 10000);
    }
}

static void full(void)
{
    STORY("a ring accepts bytes while it has room, and then none")
    {
        begin();
        uint16_t c = entry(w, 1, 1);
        CHECK_U64(LIMIT_INPUT_BYTES, fill(c));
        CHECK_U64(LIMIT_INPUT_BYTES, input_applied(c));
        CHECK_U64(0, input_put(w, c, SLICE("more")));
        CHECK_U64(LIMIT_INPUT_BYTES, input_applied(c));
        CHECK(input_waits(w) && !stage_flagged(FLAG_ROOM));
    }
    STORY("viewers that found the ring full may send again when the program reads")
    {
        output_open(w, stage_descriptor());
        input_flush(w);
        CHECK(stage_flagged(FLAG_ROOM));
        CHECK(arrived() > 0);
    }
    STORY("a ring that was not full raises no flag")
    {
        begin();
        output_open(w, stage_descriptor());
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("abc"));
        input_flush(w);
        CHECK(!stage_flagged(FLAG_ROOM) && !input_waits(w) && w->input.writing == 0);
        CHECK_U64(3, arrived());
        CHECK_U64(3, stage_board.figures.counts[FIGURE_PTY_WRITTEN]);
    }
    STORY("the end of the program empties a full ring")
    {
        begin();
        (void)fill(INPUT_NO_CLIENT);
        input_clear(w);
        CHECK(used() == 0 && stage_flagged(FLAG_ROOM));
        input_clear(w);
        CHECK(!stage_flagged(FLAG_ROOM));
    }
    STORY("bytes wait while there is no descriptor")
    {
        begin();
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("a"));
        input_flush(w);
        CHECK(used() == 1 && input_waits(w));
    }
}

static void answers(void)
{
    STORY("the terminal's answers are typed once, and only complete")
    {
        begin();
        term_feed(&w->term, &stage_board.undo, SLICE("\x1b[c"), 0);
        size_t len = term_answers(&w->term).len;
        CHECK(len > 0);
        input_answers(w);
        CHECK_U64(len, used());
        input_answers(w);
        CHECK_U64(len, used());
    }
    STORY("answers wait while there is no room")
    {
        begin();
        (void)fill(INPUT_NO_CLIENT);
        term_feed(&w->term, &stage_board.undo, SLICE("\x1b[c"), 0);
        input_answers(w);
        CHECK_U64(LIMIT_INPUT_BYTES, used());
        CHECK(term_answers(&w->term).len > 0);
    }
    STORY("answers to a program that has ended are dropped")
    {
        input_clear(w);
        CHECK_U64(0, term_answers(&w->term).len);
    }
}

static void takes_over(void)
{
    STORY("the successor applies a complete commit, bytes and offset together")
    {
        begin();
        uint16_t c = entry(w, 1, 1);
        struct ring ahead = w->input.ring;
        (void)ring_put(&ahead, w->input.bytes, sizeof w->input.bytes, SLICE("abc"));
        w->input.commit =
            (struct input_commit){.head = ahead.head, .client = c, .applied = 3, .valid = 1};
        CHECK_U64(0, used());
        input_take_over(w);
        CHECK(used() == 3 && input_applied(c) == 3 && !w->input.commit.valid);
        input_take_over(w);
        CHECK(used() == 3 && input_applied(c) == 3);
    }
    STORY("the successor ignores an incomplete commit")
    {
        begin();
        uint16_t c = entry(w, 1, 1);
        w->input.commit = (struct input_commit){.head = 3, .client = c, .applied = 3};
        input_take_over(w);
        CHECK(used() == 0 && input_applied(c) == 0);
    }
    STORY("committed answers are not typed again")
    {
        begin();
        term_feed(&w->term, &stage_board.undo, SLICE("\x1b[c"), 0);
        w->input.commit =
            (struct input_commit){.client = INPUT_NO_CLIENT, .answers = 1, .valid = 1};
        input_take_over(w);
        CHECK_U64(0, term_answers(&w->term).len);
    }
    STORY("bytes that were being written count as written")
    {
        begin();
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("abcdef"));
        w->input.writing = 4;
        input_take_over(w);
        CHECK(used() == 2 && w->input.writing == 0);
        w->input.writing = 3; /* more than the ring holds: ignored */
        input_take_over(w);
        CHECK(used() == 2 && w->input.writing == 0);
        w->input.writing = 1;
        input_take_over(w);
        CHECK(used() == 1 && w->input.writing == 0);
        w->input.writing = 1; /* all that the ring holds */
        input_take_over(w);
        CHECK_U64(0, used());
    }
}

static volatile uint64_t writing; /* bytes that a successor would have counted as written */

static void on_broken_pipe(int number)
{
    (void)number;
    writing = w->input.writing;
}

/* Returns w->input.writing as it is during a write() of this many bytes. */
static uint64_t during_write(size_t n)
{
    static uint8_t bytes[LIMIT_INPUT_BYTES];
    begin();
    output_open(w, stage_descriptor());
    CHECK_U64(n, input_put(w, INPUT_NO_CLIENT, slice_make(bytes, n)));
    close(stage_far); /* each write() raises SIGPIPE */
    stage_far = -1;
    writing = 0;
    input_flush(w);
    return writing;
}

static void under_way(void)
{
    (void)signal(SIGPIPE, on_broken_pipe);
    STORY("during a write() its bytes are marked, at most 1024 at a time")
    {
        CHECK_U64(6, during_write(6));
        CHECK_U64(1024, during_write(1024));
        CHECK_U64(1024, during_write(1025));
    }
    STORY("bytes that were not accepted are no longer marked, and stay")
    CHECK(w->input.writing == 0 && used() == 1025);
    (void)signal(SIGPIPE, SIG_DFL);
}

static sigjmp_buf out_of_put;

static void on_fault(int number)
{
    siglongjmp(out_of_put, number);
}

/* Puts "abc", and dies where the client's offset is written. */
static void put_and_die(uint16_t client)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *offset = (uint8_t *)&stage_board.clients[client].applied;
    offset -= (uintptr_t)offset % page;
    (void)signal(SIGSEGV, on_fault);
    if (sigsetjmp(out_of_put, 1) == 0) {
        CHECK(mprotect(offset, page, PROT_READ) == 0);
        (void)input_put(w, client, SLICE("abc"));
        CHECK(false);
    }
    CHECK(mprotect(offset, page, PROT_READ | PROT_WRITE) == 0);
    (void)signal(SIGSEGV, SIG_DFL);
}

static void killed_in_commit(void)
{
    STORY("the successor of a server killed within a commit applies all of it, once")
    {
        begin();
        uint16_t c = entry(w, 1, 1);
        put_and_die(c);
        CHECK_U64(0, input_applied(c));
        input_take_over(w);
        CHECK(used() == 3 && input_applied(c) == 3);
        input_take_over(w);
        CHECK(used() == 3 && input_applied(c) == 3);
    }
}

int main(void)
{
    clients();
    reports();
    ages();
    full();
    answers();
    takes_over();
    under_way();
    killed_in_commit();
    return check_end();
}

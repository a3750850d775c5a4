/* The poll() loop over pipes: the callbacks called, the end of a turn, and the table's counts. */
#include "os/loop.h"

#include "base/clock.h"
#include "check.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIPES 4

static int ends[PIPES][2];
static unsigned calls[PIPES];
static short last_revents;
static uint64_t last_now_ms;
static int watch_of[PIPES];
static uint64_t seen_us;

static void on_ready(uint32_t id, short revents, uint64_t now_ms)
{
    char byte;
    calls[id]++;
    last_revents = revents;
    last_now_ms = now_ms;
    if (revents & POLLIN)
        CHECK_U64(1, read(ends[id][0], &byte, 1));
}

/* Leaves the byte unread, and gives the place of the next pipe's watch to another pipe. */
static void on_ready_swaps(uint32_t id, short revents, uint64_t now_ms)
{
    on_ready(id, revents, now_ms);
    loop_forget(watch_of[1]);
    watch_of[2] = loop_watch(ends[2][0], POLLIN, on_ready, 2);
}

static void spin(uint64_t us)
{
    uint64_t until = clock_us() + us;
    while (clock_us() < until)
        ;
}

static void on_ready_spins(uint32_t id, short revents, uint64_t now_ms)
{
    on_ready(id, revents, now_ms);
    seen_us = loop_now_us();
    spin(2000);
}

static void on_ready_forgets(uint32_t id, short revents, uint64_t now_ms)
{
    on_ready(id, revents, now_ms);
    loop_forget(watch_of[id]);
}

static void start(void)
{
    loop_init();
    for (unsigned i = 0; i < PIPES; i++) {
        CHECK_U64(0, pipe(ends[i]));
        calls[i] = 0;
    }
}

static void stop(void)
{
    for (unsigned i = 0; i < PIPES; i++) {
        close(ends[i][0]);
        close(ends[i][1]);
    }
}

static void send_byte(unsigned i)
{
    CHECK_U64(1, write(ends[i][1], "x", 1));
}

static void turns(void)
{
    STORY("a turn calls back once for each descriptor that is ready, and for no other")
    {
        start();
        for (unsigned i = 0; i < 3; i++)
            watch_of[i] = loop_watch(ends[i][0], POLLIN, on_ready, i);
        send_byte(0);
        send_byte(2);
        uint64_t now = loop_turn(UINT64_MAX);
        CHECK(calls[0] == 1 && calls[1] == 0 && calls[2] == 1);
        CHECK_U64(now, last_now_ms);
        CHECK(last_revents == POLLIN);
        CHECK(loop_now_us() / 1000 >= now);
        stop();
    }
    STORY("a descriptor whose events are 0 is not polled; with events again it is called for")
    {
        start();
        watch_of[0] = loop_watch(ends[0][0], 0, on_ready, 0);
        send_byte(0);
        (void)loop_turn(0);
        CHECK_U64(0, calls[0]);
        loop_want(watch_of[0], POLLIN);
        (void)loop_turn(0);
        CHECK_U64(1, calls[0]);
        loop_want(watch_of[0], 0);
        send_byte(0);
        (void)loop_turn(0);
        CHECK_U64(1, calls[0]);
        stop();
    }
    STORY("the end of a descriptor is an event")
    {
        start();
        watch_of[0] = loop_watch(ends[0][0], POLLIN, on_ready, 0);
        close(ends[0][1]);
        (void)loop_turn(UINT64_MAX);
        CHECK(calls[0] == 1 && last_revents == POLLHUP);
        stop();
    }
}

static void changes(void)
{
    STORY(
        "a watch that takes the place of another within a turn is not called for the other's event")
    {
        start();
        watch_of[0] = loop_watch(ends[0][0], POLLIN, on_ready_swaps, 0);
        watch_of[1] = loop_watch(ends[1][0], POLLIN, on_ready, 1);
        send_byte(0);
        send_byte(1);
        (void)loop_turn(UINT64_MAX);
        CHECK(calls[0] == 1 && calls[1] == 0 && calls[2] == 0);
        CHECK(watch_of[2] == watch_of[1]);
        stop();
    }
    STORY("a callback may forget its own watch while others are still to be called")
    {
        start();
        for (unsigned i = 0; i < 3; i++)
            watch_of[i] = loop_watch(ends[i][0], POLLIN, on_ready_forgets, i);
        for (unsigned i = 0; i < 3; i++)
            send_byte(i);
        (void)loop_turn(UINT64_MAX);
        CHECK(calls[0] == 1 && calls[1] == 1 && calls[2] == 1);
        CHECK_U64(0, loop_table()->used);
        stop();
    }
}

static void on_alarm(int number)
{
    (void)number;
}

/* Arms one SIGALRM, after 10 ms. */
static void alarm_soon(void)
{
    struct sigaction action = {.sa_handler = on_alarm};
    struct itimerval soon = {.it_value = {.tv_usec = 10000}};
    CHECK_U64(0, sigaction(SIGALRM, &action, NULL));
    CHECK_U64(0, setitimer(ITIMER_REAL, &soon, NULL));
}

static void waits(void)
{
    STORY("a turn ends at its deadline when nothing is ready, and at once when that has passed")
    {
        start();
        watch_of[0] = loop_watch(ends[0][0], POLLIN, on_ready, 0);
        uint64_t before = clock_ms();
        CHECK(loop_turn(before + 30) >= before + 29);
        before = clock_ms();
        CHECK(loop_turn(before) < before + 5000);
        CHECK(loop_turn(0) < before + 5000);
        CHECK_U64(0, calls[0]);
        stop();
    }
    STORY("a signal ends the turn without a callback")
    {
        start();
        watch_of[0] = loop_watch(ends[0][0], POLLIN, on_ready, 0);
        alarm_soon();
        uint64_t before = clock_ms();
        CHECK(loop_turn(UINT64_MAX) < before + 5000);
        CHECK_U64(0, calls[0]);
        stop();
    }
    STORY("a wait for one descriptor outlasts signals, and reports when its deadline has passed")
    {
        start();
        uint64_t before = clock_ms();
        alarm_soon();
        errno = 0;
        CHECK(!loop_wait_for(ends[0][0], POLLIN, before + 40));
        CHECK_U64(ETIMEDOUT, errno);
        CHECK(clock_ms() >= before + 40);
        errno = 0;
        CHECK(!loop_wait_for(ends[0][0], POLLIN, before));
        CHECK_U64(ETIMEDOUT, errno);
        send_byte(0);
        CHECK(loop_wait_for(ends[0][0], POLLIN, UINT64_MAX));
        close(ends[1][1]);
        CHECK(loop_wait_for(ends[1][0], POLLIN, UINT64_MAX));
        stop();
    }
}

static void forks(void)
{
    STORY("a forked process begins with an empty loop, and its parent keeps its own")
    {
        start();
        watch_of[0] = loop_watch(ends[0][0], POLLIN, on_ready, 0);
        send_byte(0);
        pid_t pid = fork();
        if (pid == 0) {
            loop_init();
            watch_of[1] = loop_watch(ends[1][0], POLLIN, on_ready, 1);
            send_byte(1);
            (void)loop_turn(UINT64_MAX);
            _exit(calls[0] == 0 && calls[1] == 1 ? 0 : 1);
        }
        int status = -1;
        CHECK(waitpid(pid, &status, 0) == pid && status == 0);
        (void)loop_turn(UINT64_MAX);
        CHECK_U64(1, calls[0]);
        stop();
    }
}

static void counts(void)
{
    STORY("a full table of watches refuses the next one and counts it")
    {
        start();
        for (int i = 0; i < LOOP_WATCHES; i++)
            CHECK(loop_watch(ends[0][0], 0, on_ready, 0) == i);
        CHECK(loop_watch(ends[1][0], POLLIN, on_ready, 1) == -1);
        CHECK_U64(LOOP_WATCHES, loop_table()->size);
        CHECK_U64(LOOP_WATCHES, loop_table()->used);
        CHECK_U64(1, loop_table()->refused);
        loop_forget(7);
        CHECK_U64(LOOP_WATCHES - 1, loop_table()->used);
        CHECK_U64(LOOP_WATCHES, loop_table()->high);
        CHECK(loop_watch(ends[1][0], POLLIN, on_ready, 1) == 7);
        loop_init();
        CHECK(loop_table()->used == 0 && loop_table()->high == 0 && loop_table()->refused == 0);
        stop();
    }
    STORY("the length of a turn includes the work after it, and each reader sees it")
    {
        static struct histogram lengths;
        start();
        loop_measure(&lengths);
        (void)loop_turn(0);
        CHECK_U64(0, histogram_count(&lengths));
        spin(3000);
        (void)loop_turn(0);
        CHECK_U64(1, histogram_count(&lengths));
        CHECK(lengths.sum_us >= 3000 && lengths.sum_us < 5000000);
        CHECK(loop_longest_us(LOOP_READER_LOG) >= 3000);
        CHECK_U64(0, loop_longest_us(LOOP_READER_LOG));
        spin(2000);
        (void)loop_turn(0);
        CHECK(loop_longest_us(LOOP_READER_LOG) >= 2000);
        uint64_t longest = loop_longest_us(LOOP_READER_SAMPLES);
        CHECK(longest >= 3000 && longest < 5000000);
        spin(2000);
        loop_init();
        (void)loop_turn(0);
        CHECK_U64(0, loop_longest_us(LOOP_READER_LOG));
        CHECK_U64(2, histogram_count(&lengths));
        stop();
    }
    STORY("the clock is read when a wait ends, and again when the callbacks are done")
    {
        start();
        watch_of[0] = loop_watch(ends[0][0], POLLIN, on_ready_spins, 0);
        send_byte(0);
        uint64_t now = loop_turn(UINT64_MAX);
        CHECK_U64(now, seen_us / 1000);
        CHECK(loop_now_us() >= seen_us + 2000);
        stop();
    }
}

int main(void)
{
    turns();
    changes();
    waits();
    forks();
    counts();
    return check_end();
}

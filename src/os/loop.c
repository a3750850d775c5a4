/*
 * Runs the poll() loop. The array passed to poll() is itself the table of watches; a second array
 * has what poll() does not need. A free place, and a watch that wants no events, have a negative
 * descriptor, which poll() skips. If callbacks of one turn free a place and take it again, its
 * revents are cleared: the new watch is not called for the old one's events.
 */
#include "os/loop.h"

#include "base/bug.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>

struct watch {
    loop_callback *callback; /* NULL: free */
    uint32_t id;
    int fd;
};

static struct pollfd polled[LOOP_WATCHES];
static struct watch watches[LOOP_WATCHES];
/* One past the highest place in use; poll() is passed the places below it. */
static int places;
static struct table counts;
/* End of the present turn's wait, in monotonic microseconds; 0 before the first turn. */
static uint64_t began_us;
/* The clock when it was last read, in monotonic microseconds. */
static uint64_t now_us;
/* For each reader, the longest turn since its last loop_longest_us(). */
static uint64_t longest_us[LOOP_READERS];
/* Receives the length of each turn, unless NULL. */
static struct histogram *lengths;

void loop_init(void)
{
    for (int i = 0; i < LOOP_WATCHES; i++) {
        watches[i] = (struct watch){.fd = -1};
        polled[i] = (struct pollfd){.fd = -1};
    }
    places = 0;
    counts = (struct table){.size = LOOP_WATCHES, .free = TABLE_NONE};
    began_us = now_us = 0;
    for (unsigned i = 0; i < LOOP_READERS; i++)
        longest_us[i] = 0;
    lengths = NULL;
}

static void note_taken(int place)
{
    if (place >= places)
        places = place + 1;
    if (++counts.used > counts.high)
        counts.high = counts.used;
}

int loop_watch(int fd, short events, loop_callback *callback, uint32_t id)
{
    BUG_UNLESS(fd >= 0 && callback);
    for (int i = 0; i < LOOP_WATCHES; i++) {
        if (watches[i].callback)
            continue;
        watches[i] = (struct watch){.callback = callback, .id = id, .fd = fd};
        polled[i] = (struct pollfd){.fd = -1};
        loop_want(i, events);
        note_taken(i);
        return i;
    }
    counts.refused++;
    return -1;
}

static struct watch *loop_at(int watch)
{
    BUG_UNLESS(watch >= 0 && watch < LOOP_WATCHES && watches[watch].callback);
    return &watches[watch];
}

void loop_want(int watch, short events)
{
    const struct watch *w = loop_at(watch);
    polled[watch].fd = events != 0 ? w->fd : -1;
    polled[watch].events = events;
}

void loop_forget(int watch)
{
    *loop_at(watch) = (struct watch){.fd = -1};
    polled[watch] = (struct pollfd){.fd = -1};
    counts.used--;
    while (places > 0 && !watches[places - 1].callback)
        places--;
}

/* Converts a deadline to the timeout of poll(). */
static int timeout_until(uint64_t wake_ms, uint64_t now_ms)
{
    if (wake_ms == UINT64_MAX)
        return -1;
    if (wake_ms <= now_ms)
        return 0;
    return wake_ms - now_ms < INT32_MAX ? (int)(wake_ms - now_ms) : INT32_MAX;
}

/* Ends a turn, which lasts from the end of one wait to the beginning of the next and includes the
 * caller's work after loop_turn(). */
static void end_turn(void)
{
    now_us = clock_us();
    if (began_us == 0)
        return;
    uint64_t took_us = now_us - began_us;
    for (unsigned i = 0; i < LOOP_READERS; i++)
        if (took_us > longest_us[i])
            longest_us[i] = took_us;
    if (lengths)
        histogram_note(lengths, took_us);
}

uint64_t loop_turn(uint64_t wake_ms)
{
    end_turn();
    int ready = poll(polled, (nfds_t)places, timeout_until(wake_ms, now_us / 1000));
    BUG_UNLESS(ready >= 0 || errno == EINTR || errno == EAGAIN || errno == ENOMEM);
    now_us = began_us = clock_us();
    uint64_t now_ms = began_us / 1000;
    for (int i = 0; i < places && ready > 0; i++) {
        short revents = polled[i].revents;
        if (revents == 0 || polled[i].fd < 0)
            continue;
        polled[i].revents = 0;
        ready--;
        watches[i].callback(watches[i].id, revents, now_ms);
    }
    now_us = clock_us();
    return now_ms;
}

uint64_t loop_now_us(void)
{
    return now_us;
}

bool loop_wait_for(int fd, short events, uint64_t until_ms)
{
    struct pollfd one = {.fd = fd, .events = events};
    uint64_t now_ms;
    while ((now_ms = clock_ms()) < until_ms) {
        int ready = poll(&one, 1, timeout_until(until_ms, now_ms));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
    errno = ETIMEDOUT;
    return false;
}

const struct table *loop_table(void)
{
    return &counts;
}

void loop_measure(struct histogram *turns)
{
    lengths = turns;
}

uint64_t loop_longest_us(enum loop_reader reader)
{
    uint64_t longest = longest_us[reader];
    longest_us[reader] = 0;
    return longest;
}

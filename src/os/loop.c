/*
 * The watches stand in the very array that poll() is given: a free place, and one that is not
 * wanted for now, has a negative descriptor, which poll() skips. A callback may watch and forget
 * as it likes during a turn: a place that changes hands has its revents cleared.
 */
#include "os/loop.h"

#include "base/bug.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>

struct watch {
    loop_ready *ready; /* NULL: the place is free */
    uint32_t id;
    int fd;
};

static struct pollfd polled[LOOP_WATCHES];
static struct watch watches[LOOP_WATCHES];
static int places; /* one past the highest place in use */
static uint64_t longest_us[LOOP_READERS];
static uint64_t began_us,
    now_us; /* of the present turn, 0: there was none; the clock as last read */
static struct histogram *lengths; /* of turns */

void loop_init(void)
{
    for (int i = 0; i < places; i++)
        watches[i] = (struct watch){.fd = -1};
    places = 0;
    began_us = now_us = 0;
    for (unsigned i = 0; i < LOOP_READERS; i++)
        longest_us[i] = 0;
    lengths = NULL;
}

int loop_watch(int fd, short events, loop_ready *ready, uint32_t id)
{
    BUG_UNLESS(fd >= 0 && ready);
    for (int i = 0; i < LOOP_WATCHES; i++) {
        if (watches[i].ready)
            continue;
        watches[i] = (struct watch){.ready = ready, .id = id, .fd = fd};
        polled[i] = (struct pollfd){.fd = -1};
        loop_want(i, events);
        if (i >= places)
            places = i + 1;
        return i;
    }
    return -1;
}

void loop_want(int watch, short events)
{
    BUG_UNLESS(watch >= 0 && watch < LOOP_WATCHES && watches[watch].ready);
    polled[watch].fd = events != 0 ? watches[watch].fd : -1;
    polled[watch].events = events;
}

void loop_forget(int watch)
{
    BUG_UNLESS(watch >= 0 && watch < LOOP_WATCHES && watches[watch].ready);
    watches[watch] = (struct watch){.fd = -1};
    polled[watch] = (struct pollfd){.fd = -1};
    while (places > 0 && !watches[places - 1].ready)
        places--;
}

static int timeout_until(uint64_t wake_ms)
{
    uint64_t now_ms = now_us / 1000;
    if (wake_ms == UINT64_MAX)
        return -1;
    if (wake_ms <= now_ms)
        return 0;
    return wake_ms - now_ms < INT32_MAX ? (int)(wake_ms - now_ms) : INT32_MAX;
}

/* A turn goes from one wait to the next, with all that is done for it outside this file. */
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
    int ready = poll(polled, (nfds_t)places, timeout_until(wake_ms));
    BUG_UNLESS(ready >= 0 || errno == EINTR || errno == EAGAIN || errno == ENOMEM);
    now_us = began_us = clock_us();
    uint64_t now_ms = began_us / 1000;
    for (int i = 0; i < places && ready > 0; i++) {
        short revents = polled[i].revents;
        if (revents == 0 || polled[i].fd < 0)
            continue;
        polled[i].revents = 0;
        ready--;
        watches[i].ready(watches[i].id, revents, now_ms);
    }
    now_us = clock_us();
    return now_ms;
}

uint64_t loop_now_us(void)
{
    return now_us;
}

void loop_measure(struct histogram *turns_taken)
{
    lengths = turns_taken;
}

uint64_t loop_longest_us(enum loop_reader reader)
{
    uint64_t longest = longest_us[reader];
    longest_us[reader] = 0;
    return longest;
}

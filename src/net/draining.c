/*
 * The table of draining sockets. Closing a socket while its peer is still sending makes the kernel
 * reset the connection, and the reset can overtake the answer just sent (RFC 9112 section 9.6). So
 * a connection that ends while its peer may send frees its slot at once, and its socket moves here:
 * it is shut down for writing, then read until the peer has closed too, for at most DRAINING_MS.
 */
#include "net/draining.h"

#include "base/bug.h"
#include "limits.h"
#include "net/conn_private.h"
#include "os/loop.h"

#include <poll.h>

struct draining {
    struct stream stream;
    int watch;
    uint64_t until_ms;
};

static struct slot slots[LIMIT_DRAINING];
static struct table table;
static struct draining places[LIMIT_DRAINING]; /* until_ms is 0 in a free slot */

void draining_init(void)
{
    table_init(&table, slots, LIMIT_DRAINING);
    for (unsigned i = 0; i < LIMIT_DRAINING; i++)
        places[i] = (struct draining){.stream = stream_of(-1)};
}

static void draining_end(struct draining *d)
{
    loop_forget(d->watch);
    stream_close(&d->stream);
    d->until_ms = 0;
    table_give(&table, slots, (uint16_t)(d - places));
}

static void draining_ready(uint32_t id, short revents, uint64_t now_ms)
{
    struct draining *d = &places[id];
    size_t n;
    (void)revents;
    (void)now_ms;
    enum stream_result result = stream_read(&d->stream, conn_scratch(), LIMIT_CONN_IN, &n);
    if (result == STREAM_ENDED || result == STREAM_FAILED)
        draining_end(d);
}

static void draining_end_oldest(void)
{
    struct draining *oldest = &places[0];
    for (unsigned i = 1; i < LIMIT_DRAINING; i++)
        if (places[i].until_ms < oldest->until_ms)
            oldest = &places[i];
    draining_end(oldest);
}

void draining_add(struct stream s)
{
    uint16_t index = table_take(&table, slots);
    if (index == TABLE_NONE) {
        draining_end_oldest();
        index = table_take(&table, slots);
    }
    BUG_UNLESS(index != TABLE_NONE);
    stream_shutdown(&s);
    places[index] = (struct draining){.stream = s,
                                      .until_ms = conn_now_ms() + DRAINING_MS,
                                      .watch = loop_watch(s.fd, POLLIN, draining_ready, index)};
    BUG_UNLESS(places[index].watch >= 0);
}

uint64_t draining_tick(void)
{
    uint64_t wake_ms = UINT64_MAX, now_ms = conn_now_ms();
    for (unsigned i = 0; i < LIMIT_DRAINING && table.used > 0; i++) {
        struct draining *d = &places[i];
        if (d->until_ms == 0)
            continue;
        if (d->until_ms <= now_ms)
            draining_end(d);
        else if (d->until_ms < wake_ms)
            wake_ms = d->until_ms;
    }
    return wake_ms;
}

const struct table *draining_table(void)
{
    return &table;
}

/*
 * The ring of a window's input. Bytes are put beyond the ring's head, where they do not count yet;
 * then a commit record makes them count, together with the client's offset or the removal of the
 * terminal's answers. A killed server leaves either no record, and the client sends the bytes
 * again, or a complete one, which its successor applies.
 *
 * From before a write() to the PTY until the ring's tail has moved, `writing` is the number of
 * bytes passed to write(). A successor treats them as written, since nothing may be typed twice.
 */
#include "app/io/input.h"

#include "app/io/line.h"
#include "base/clock.h"
#include "os/loop.h"
#include "term/term.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* Bytes of one write() at most, so that few are in doubt at any moment. */
#define WRITE_MAX 1024
#define WRITES_MAX (LIMIT_INPUT_BYTES / 128) /* writes in one flush; a line writes 128 bytes each */

_Static_assert((LIMIT_INPUT_BYTES & (LIMIT_INPUT_BYTES - 1)) == 0,
               "a ring's size is a power of two");
_Static_assert(LIMIT_ANSWER_BYTES <= LIMIT_INPUT_BYTES, "the answers must fit an empty ring");

static void input_order(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

bool input_waits(const struct window *w)
{
    return ring_used(&w->input.ring) > 0;
}

bool input_is_client(uint16_t client, uint64_t id, const struct window *w)
{
    const struct client *c = &app.board->clients[client];
    return c->id == id && handle_equal(c->window, windows_handle(w));
}

uint16_t input_client(const struct window *w, uint64_t id, uint64_t now_ms, bool *known)
{
    uint16_t oldest = 0;
    *known = true;
    for (uint16_t i = 0; i < LIMIT_CLIENTS; i++) {
        struct client *c = &app.board->clients[i];
        if (input_is_client(i, id, w)) {
            c->used_ms = now_ms;
            return i;
        }
        if (c->used_ms < app.board->clients[oldest].used_ms)
            oldest = i;
    }
    *known = false;
    figures_count(&app.board->figures, FIGURE_CLIENTS_DISPLACED,
                  app.board->clients[oldest].id != 0);
    app.board->clients[oldest] =
        (struct client){.id = id, .used_ms = now_ms, .window = windows_handle(w)};
    return oldest;
}

uint64_t input_applied(uint16_t client)
{
    return app.board->clients[client].applied;
}

/* Applies a complete record; idempotent. */
static void input_apply(struct window *w)
{
    struct input_commit *k = &w->input.commit;
    w->input.ring.head = k->head;
    if (k->client < LIMIT_CLIENTS) {
        app.board->clients[k->client].applied = k->applied;
        app.board->clients[k->client].head = k->head;
    }
    if (k->answers)
        term_answered(&w->term);
    input_order();
    k->valid = 0;
}

static void input_commit(struct window *w, struct input_commit k)
{
    k.valid = 0;
    w->input.commit = k;
    input_order();
    w->input.commit.valid = 1;
    input_order();
    input_apply(w);
}

size_t input_put(struct window *w, uint16_t client, struct slice bytes)
{
    struct ring ahead = w->input.ring;
    size_t n = ring_put(&ahead, w->input.bytes, sizeof w->input.bytes, bytes);
    if (n == 0)
        return 0;
    if (!input_waits(w)) {
        w->input.since_ms = clock_ms();
        if (w->phase == PHASE_AWAY)
            windows_raise(w, FLAG_WAITS);
    }
    struct input_commit k = {.head = ahead.head, .client = client};
    if (client < LIMIT_CLIENTS)
        k.applied = app.board->clients[client].applied + n;
    input_commit(w, k);
    windows_touch(w);
    return n;
}

size_t input_discard(uint16_t client, size_t n)
{
    if (client < LIMIT_CLIENTS) {
        app.board->clients[client].applied += n;
        app.board->clients[client].discarded += n;
    }
    return n;
}

uint64_t input_discarded(uint16_t client)
{
    return client < LIMIT_CLIENTS ? app.board->clients[client].discarded : 0;
}

void input_answers(struct window *w)
{
    struct slice answers = term_answers(&w->term);
    struct ring ahead = w->input.ring;
    if (answers.len == 0 || ring_room(&ahead, sizeof w->input.bytes) < answers.len)
        return;
    ring_put(&ahead, w->input.bytes, sizeof w->input.bytes, answers);
    input_commit(
        w, (struct input_commit){.head = ahead.head, .client = INPUT_NO_CLIENT, .answers = 1});
    if (w->chunk.phase == CHUNK_WAITING)
        windows_raise(w, FLAG_POLL);
}

static size_t input_room(const struct window *w)
{
    return ring_room(&w->input.ring, sizeof w->input.bytes);
}

/* Removes the first n bytes from the ring. If it was full, viewers are notified that they may
 * send again. */
static void input_took(struct window *w, uint64_t n)
{
    if (n > 0 && input_room(w) == 0)
        windows_raise(w, FLAG_ROOM);
    ring_took(&w->input.ring, (size_t)n);
    windows_live(w)->took |= n > 0;
    windows_live(w)->deaf &= n == 0;
}

/* Writes to the PTY or line; returns how many bytes were accepted. */
static size_t input_write(struct window *w, struct slice s)
{
    if (source_is_line(&w->source))
        return line_write(w, s);
    ssize_t n = write(windows_live(w)->fd, s.at, s.len);
    return n > 0 ? (size_t)n : 0;
}

static bool input_may_write(const struct window *w)
{
    bool line = source_is_line(&w->source);
    return (input_waits(w) && !(line && line_holds(w))) || (line && line_pending(w));
}

/* Performs one write; false: the PTY or line accepts no more now. */
static bool input_write_some(struct window *w)
{
    struct input *in = &w->input;
    struct slice s = ring_peek(&in->ring, in->bytes, sizeof in->bytes);
    size_t most = source_is_line(&w->source) ? line_before_mark(w) : WRITE_MAX;
    s = slice_part(s, 0, most < WRITE_MAX ? most : WRITE_MAX);
    if (!input_may_write(w))
        return false;
    in->writing = s.len;
    input_order();
    size_t n = input_write(w, s);
    if (n > 0) {
        input_took(w, n);
        figures_count(&app.board->figures, FIGURE_PTY_WRITTEN, n);
    }
    input_order();
    in->writing = 0;
    return source_is_line(&w->source) ? n > 0 : n == s.len;
}

void input_flush(struct window *w)
{
    struct live *l = windows_live(w);
    if (l->fd < 0)
        return;
    if (input_may_write(w)) {
        for (size_t i = 0; i <= WRITES_MAX && input_write_some(w); i++)
            ;
        input_answers(w);
    }
    if (l->reading)
        loop_want(l->watch, input_may_write(w) ? POLLIN | POLLOUT : POLLIN);
}

/* Counts what is in the ring as discarded, for each client that has bytes there. Where several
 * have, or the terminal has answered between them, the number is an upper bound. */
static void input_count_discarded(const struct window *w)
{
    struct handle h = windows_handle(w);
    for (struct client *c = app.board->clients; c < app.board->clients + LIMIT_CLIENTS; c++) {
        if (c->id == 0 || !handle_equal(c->window, h) || c->head <= w->input.ring.tail)
            continue;
        c->discarded += c->head - w->input.ring.tail;
        c->head = 0;
    }
}

size_t input_clear(struct window *w)
{
    size_t n = ring_used(&w->input.ring);
    input_count_discarded(w);
    input_took(w, n);
    w->input.writing = 0;
    term_answered(&w->term);
    return n;
}

uint64_t input_deadline(const struct window *w)
{
    return input_waits(w) ? w->input.since_ms + INPUT_AGE_MS : UINT64_MAX;
}

void input_take_over(struct window *w)
{
    struct input *in = &w->input;
    if (in->commit.valid)
        input_apply(w);
    if (in->writing > 0 && in->writing <= ring_used(&in->ring))
        ring_took(&in->ring, (size_t)in->writing);
    in->writing = 0;
}

/*
 * The PTY is always drained at full speed, however slow the viewers are. A chunk is read
 * straight into the window's staging buffer on the board, which is all NUL beforehand, and fed as
 * one transaction:
 *
 *   CHUNK_READING   read() may have been killed: what is not NUL up to the last such byte was taken
 *   CHUNK_FEEDING   the terminal may be half changed: the undo area says, the tick tells a fed
 *                   chunk from one that is still to be fed
 *   CHUNK_NONE      nothing is under way, the buffer is all NUL
 *
 * Only the order in which this process stores matters (a successor sees all of it), so compiler
 * fences are enough.
 */
#include "app/io/output.h"

#include "app/core/timers.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/raw.h"
#include "app/io/window_log.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "os/loop.h"
#include "os/terminal.h"
#include "term/term.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Chunks in one turn, for all windows that had something in the turn before, though at least one
 * each: others are served between, and wait no longer for many floods than for one. */
#define CHUNKS_A_TURN 8
/* Chunks that are read of a program that has ended: what a PTY holds, and more. */
#define CHUNKS_A_DRAIN 64
#define DEATHS_A_CHUNK 2
/* Between two looks at a terminal that nobody has open. */
#define CLOSED_MS 250

static struct handle looks_again; /* of generation 0: it does not */

#ifdef TEST_CRASH
/* Tests alone: bytes that bring the server down, as a bug in the engine would. */
static void crash_on_poison(struct slice chunk)
{
    static const char poison[] = "\x1b_boundtty-test-crash\x1b\\";
    for (size_t i = 0; i + sizeof poison - 1 <= chunk.len; i++)
        if (memcmp(chunk.at + i, poison, sizeof poison - 1) == 0)
            bug_die(__FILE__, __LINE__, "the bytes of a test");
}
#endif

static void order(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

static void feed(struct window *w, uint64_t now_ms)
{
    struct board *b = app.board;
    uint8_t decoded[LINE_CHUNK];
    struct chunk *k = &w->chunk;
    struct slice bytes = {k->bytes, k->len};
    if (source_is_line(&w->source))
        bytes = line_decode(w, bytes, decoded);
    raw_output(w, bytes);
    window_log_put(w, bytes);
    k->tick = w->term.state.tick;
    b->feeding = windows_slot(w);
    order();
    k->phase = CHUNK_FEEDING;
    order();
    if (raw_shows(w))
        term_feed(&w->term, &b->undo, bytes, now_ms);
#ifdef TEST_CRASH
    b->undo.active = 1;
    crash_on_poison(bytes);
    b->undo.active = 0;
#endif
    order();
    if (source_is_line(&w->source))
        line_decoded(w);
    memset(k->bytes, 0, k->len);
    order();
    k->deaths = 0;
    k->phase = CHUNK_NONE;
    b->feeding = LIMIT_WINDOWS;
}

static void stop_reading(struct live *l)
{
    l->reading = false;
    loop_want(l->watch, 0);
}

static size_t chunk_max(const struct window *w)
{
    return source_is_line(&w->source) ? LINE_CHUNK : sizeof w->chunk.bytes;
}

/* One chunk. False: nothing more is to be had now. */
static bool read_chunk(struct window *w, size_t most, uint64_t now_ms)
{
    struct chunk *k = &w->chunk;
    k->phase = CHUNK_READING;
    order();
    ssize_t n = read(windows_live(w)->fd, k->bytes, most);
    order();
    if (n <= 0) {
        k->phase = CHUNK_NONE;
        /* EIO: the last process that had the terminal open has closed it. The keeper will tell of
         * the program's end; until then poll() has nothing to wait for. */
        if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
            windows_live(w)->error = n == 0 ? 0 : errno;
            stop_reading(windows_live(w));
        }
        return false;
    }
    figures_count(&app.board->figures, FIGURE_PTY_READ, (uint64_t)n);
    k->len = (uint32_t)n;
    feed(w, now_ms);
    return true;
}

/* How many of a turn's chunks are this window's. */
static unsigned share(void)
{
    static uint64_t turn_us;
    static unsigned readers, readers_before;
    if (turn_us != loop_now_us()) {
        turn_us = loop_now_us();
        readers_before = readers;
        readers = 0;
    }
    readers++;
    unsigned most = readers > readers_before ? readers : readers_before;
    return most < CHUNKS_A_TURN ? CHUNKS_A_TURN / most : 1;
}

/* The next window, from a slot on, whose terminal nobody has open. */
static struct window *next_closed(uint16_t *slot)
{
    while (*slot < LIMIT_WINDOWS) {
        struct window *w = &app.board->windows[(*slot)++];
        if (windows_live(w)->fd >= 0 && !windows_live(w)->reading && !source_is_line(&w->source))
            return w;
    }
    return NULL;
}

/* A program that has closed its terminal may open it again (/dev/tty): one timer for all windows
 * looks whether there is something to be read again. */
static void look_again(uint32_t id, uint64_t now_ms)
{
    struct window *w;
    (void)id;
    (void)now_ms;
    looks_again = (struct handle){0};
    for (uint16_t i = 0; (w = next_closed(&i)) != NULL;) {
        windows_live(w)->reading = true;
        loop_want(windows_live(w)->watch, input_waits(w) ? POLLIN | POLLOUT : POLLIN);
    }
}

static void look_later(uint64_t now_ms)
{
    if (looks_again.generation == 0)
        looks_again = timers_start("terminals", now_ms, CLOSED_MS, 0, look_again, 0);
}

static void look_no_more(void)
{
    uint16_t i = 0;
    if (next_closed(&i) != NULL)
        return;
    timers_stop(looks_again);
    looks_again = (struct handle){0};
}

/* 0: nothing until FLAG_POLL is raised. */
static size_t may_read(const struct window *w)
{
    size_t most = window_log_waits(w) ? 0 : raw_max(w, chunk_max(w));
    if (most == 0)
        loop_want(windows_live(w)->watch, input_waits(w) ? POLLOUT : 0);
    return most;
}

static void readable(uint32_t id, short revents, uint64_t now_ms)
{
    struct window *w = &app.board->windows[id];
    size_t most;
    if (revents & POLLOUT)
        input_flush(w);
    if (!(revents & (POLLIN | POLLHUP | POLLERR)))
        return;
    for (unsigned i = share(); i > 0 && (most = may_read(w)) > 0 && read_chunk(w, most, now_ms);
         i--)
        ;
    if (source_is_line(&w->source) && !windows_live(w)->reading) {
        windows_raise(w, FLAG_LOST);
        return;
    }
    if (!windows_live(w)->reading)
        look_later(now_ms);
    input_answers(w);
    input_flush(w);
}

void output_open(struct window *w, int fd)
{
    struct live *l = windows_live(w);
    BUG_UNLESS(l->fd < 0);
    l->fd = fd;
    l->watch = loop_watch(fd, POLLIN, readable, windows_slot(w));
    BUG_UNLESS(l->watch >= 0);
    l->reading = true;
}

void output_close(struct window *w)
{
    struct live *l = windows_live(w);
    if (l->fd < 0)
        return;
    if (source_is_line(&w->source))
        line_closed(w);
    loop_forget(l->watch);
    close(l->fd);
    l->fd = -1;
    l->watch = -1;
    l->reading = false;
    look_no_more();
}

static void output_poll(struct window *w)
{
    struct live *l = windows_live(w);
    if (l->fd >= 0 && l->reading)
        loop_want(l->watch, input_waits(w) ? POLLIN | POLLOUT : POLLIN);
}

void output_turn(void)
{
    struct window *w;
    for (uint16_t slot = 0; (w = windows_next_flagged(FLAG_FLUSH, &slot)) != NULL;)
        input_flush(w);
    for (uint16_t slot = 0; (w = windows_next_flagged(FLAG_POLL, &slot)) != NULL;)
        output_poll(w);
}

void output_drain(struct window *w)
{
    uint64_t now = clock_ms();
    if (windows_live(w)->fd < 0)
        return;
    for (int i = 0; i < CHUNKS_A_DRAIN && read_chunk(w, chunk_max(w), now); i++)
        ;
}

static void log_given_up(const struct window *w)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "chunk-skipped");
    log_u64(&l, "window", w->index);
    log_u64(&l, "bytes", w->chunk.len);
    log_close(&l);
}

/* Whether the predecessor died of its own doing, and not by a kill -9 from outside. */
static bool predecessor_crashed(void)
{
    int status = app.board->last_status;
    return !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* A chunk that is not fed (again) is decoded all the same: what comes after it goes on from there.
 */
static void pass_over(struct window *w)
{
    if (!source_is_line(&w->source))
        return;
    uint8_t decoded[LINE_CHUNK];
    (void)line_decode(w, (struct slice){w->chunk.bytes, w->chunk.len}, decoded);
    line_decoded(w);
}

static void take_over_feeding(struct window *w, uint64_t now_ms)
{
    struct board *b = app.board;
    struct chunk *k = &w->chunk;
    BUG_UNLESS(k->len <= sizeof k->bytes);
    if (b->undo.active && b->feeding == windows_slot(w))
        undo_rollback(&b->undo, &w->term);
    bool fed = w->term.state.tick != k->tick;
    if (!fed && predecessor_crashed())
        k->deaths++;
    if (fed || k->deaths >= DEATHS_A_CHUNK) {
        pass_over(w);
        if (!fed) {
            k->skipped++;
            log_given_up(w);
        }
        memset(k->bytes, 0, sizeof k->bytes);
        k->deaths = 0;
        k->phase = CHUNK_NONE;
        return;
    }
    feed(w, now_ms);
}

void output_take_over(struct window *w)
{
    struct chunk *k = &w->chunk;
    uint64_t now = clock_ms();
    if (k->phase == CHUNK_READING) {
        uint32_t len = (uint32_t)chunk_max(w);
        while (len > 0 && k->bytes[len - 1] == 0)
            len--;
        k->len = len;
        if (len > 0)
            feed(w, now);
        k->phase = CHUNK_NONE;
    } else if (k->phase == CHUNK_FEEDING) {
        take_over_feeding(w, now);
    } else {
        /* Killed between the last two stores of a chunk that was fed. */
        memset(k->bytes, 0, sizeof k->bytes);
    }
}

void output_announce_size(struct window *w)
{
    struct live *l = windows_live(w);
    uint16_t cols = w->term.state.cols, rows = w->term.state.rows;
    if (l->fd < 0)
        return;
    if (l->redraw)
        os_set_window_size(l->fd, cols, rows > 1 ? (uint16_t)(rows - 1) : 2);
    l->redraw = false;
    os_set_window_size(l->fd, cols, rows);
}

void output_resize(struct window *w, uint16_t cols, uint16_t rows)
{
    struct board *b = app.board;
    term_size_clamp(&cols, &rows);
    w->cols = cols;
    w->rows = rows;
    if (w->term.state.cols == cols && w->term.state.rows == rows)
        return;
    b->resizing = windows_slot(w);
    term_resize(&w->term, &b->scratch, cols, rows);
    resize_done(&b->scratch);
    b->resizing = LIMIT_WINDOWS;
    output_announce_size(w);
}

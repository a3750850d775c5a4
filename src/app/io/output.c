/*
 * The transactions of output. The PTY is always drained at full speed, however slow the viewers
 * are. A chunk is read straight into the window's staging buffer on the board, which is all NUL
 * before, and fed as one transaction:
 *
 *   CHUNK_READING   read() may have been killed: the chunk ends at the last byte that is not NUL
 *   CHUNK_FEEDING   the terminal may be half changed, which the undo area records; its state.fed
 *                   says how much of the chunk it has been fed
 *   CHUNK_WAITING   the rest of the chunk is fed once there is room for its answers
 *   CHUNK_NONE      no transaction is open, and the buffer is all NUL
 *
 * Only the order of this process's stores matters (a successor sees all of them), so compiler
 * fences are enough.
 */
#include "app/io/output.h"

#include "app/core/timers.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/line_view.h"
#include "app/io/raw.h"
#include "app/io/window_log.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "os/loop.h"
#include "os/terminal.h"
#include "term/term.h"
#include "term/transcript.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Chunks in one turn of the loop, shared by the windows that had output in the last turn (at
 * least one each), so that many floods delay other windows no more than one does. */
#define CHUNKS_A_TURN 8
/* Chunks read from an ended program: more than a PTY holds. */
#define CHUNKS_A_DRAIN 64
/* Servers that a chunk may crash; then it is dropped. */
#define DEATHS_A_CHUNK 2
/* Milliseconds between two attempts to read from a PTY that no process has open. */
#define REOPEN_MS 250

/* Milliseconds without taking input after which a program is taken to read none: its output is
 * read on, and answers without room are dropped until it takes some. */
#define ANSWERS_MS 2000

static struct handle reopen_timer, answers_timer; /* generation 0: not running */

#ifdef TEST_CRASH
/* Only in tests: crashes on these bytes, as a bug in the engine would. */
static void crash_on_poison(struct slice chunk)
{
    static const char poison[] = "\x1b_boundtty-test-crash\x1b\\";
    for (size_t i = 0; i + sizeof poison - 1 <= chunk.len; i++)
        if (memcmp(chunk.at + i, poison, sizeof poison - 1) == 0)
            bug_die(__FILE__, __LINE__, "the bytes of a test");
}
#endif

static void output_order(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

/* The bytes of a chunk that replace those of a line. */
#define DECODED_AT LINE_CHUNK
_Static_assert(DECODED_AT + LINE_VIEW_BYTES <= LIMIT_CHUNK, "what a line's chunk becomes fits too");

/* Returns the bytes that the source sent. */
static struct slice output_sent(struct window *w, uint8_t decoded[LINE_CHUNK])
{
    struct slice bytes = {w->chunk.bytes, w->chunk.len};
    return source_is_line(&w->source) ? line_decode(w, bytes, decoded) : bytes;
}

/* Returns the bytes to feed, of which some may have been fed already. */
static struct slice output_bytes(struct window *w, uint8_t decoded[LINE_CHUNK])
{
    struct chunk *k = &w->chunk;
    if (k->decoded > 0)
        return (struct slice){k->bytes + DECODED_AT, k->decoded};
    struct slice bytes = output_sent(w, decoded);
    return source_is_line(&w->source) ? line_view_shown(w, line_view_new(w, bytes)) : bytes;
}

/* The number of bytes of the chunk that have been fed. */
static size_t output_fed(const struct window *w)
{
    return (size_t)(w->term.state.fed - w->chunk.start);
}

/* Feeds a chunk, and queues the answers whenever there is no room for another. False: the program
 * takes no more of them now. */
static bool output_feed_fitting(struct window *w, struct slice bytes, uint64_t now_ms)
{
    struct undo *undo = &app.board->undo;
    while (raw_shows(w)) {
        struct slice rest = slice_from(bytes, output_fed(w));
        (void)term_feed_some(&w->term, undo, rest, now_ms, windows_live(w)->deaf);
        if (output_fed(w) >= bytes.len)
            break;
        input_answers(w);
        if (term_answers(&w->term).len > 0) {
            input_flush(w);
            input_answers(w);
        }
        if (term_answers(&w->term).len > 0)
            return false;
    }
    return true;
}

/* Ends the transaction of a chunk. */
static void output_end_chunk(struct window *w)
{
    struct chunk *k = &w->chunk;
    output_order();
    if (source_is_line(&w->source) && k->decoded == 0)
        line_decoded(w);
    memset(k->bytes, 0, k->decoded > 0 ? sizeof k->bytes : k->len);
    output_order();
    k->decoded = 0;
    k->deaths = 0;
    k->phase = CHUNK_NONE;
    app.board->feeding = LIMIT_WINDOWS;
}

static void output_answers_due(uint32_t id, uint64_t now_ms);

/* Keeps a chunk whose answers have no room. */
static void output_wait(struct window *w, struct slice bytes, uint64_t now_ms)
{
    struct chunk *k = &w->chunk;
    struct live *l = windows_live(w);
    if (source_is_line(&w->source) && k->decoded == 0) {
        memcpy(k->bytes + DECODED_AT, bytes.at, bytes.len);
        output_order();
        k->decoded = (uint32_t)bytes.len;
        output_order();
        line_decoded(w);
    }
    output_order();
    k->phase = CHUNK_WAITING;
    output_order();
    app.board->feeding = LIMIT_WINDOWS;
    l->took = false;
    l->answers_ms = now_ms + ANSWERS_MS;
    if (answers_timer.generation == 0)
        answers_timer = timers_start("answers", now_ms, ANSWERS_MS, 0, output_answers_due, 0);
}

/* Feeds the rest of a chunk, which is in CHUNK_FEEDING from here on. */
static void output_feed_rest(struct window *w, struct slice bytes, uint64_t now_ms)
{
    struct board *b = app.board;
    b->feeding = windows_slot(w);
    windows_live(w)->answers_ms = 0;
    term_allow_clipboard(&w->term, app.config->clipboard);
    output_order();
    w->chunk.phase = CHUNK_FEEDING;
    output_order();
    bool all = output_feed_fitting(w, bytes, now_ms);
#ifdef TEST_CRASH
    b->undo.active = 1;
    crash_on_poison(bytes);
    b->undo.active = 0;
#endif
    if (all)
        output_end_chunk(w);
    else
        output_wait(w, bytes, now_ms);
}

/* Feeds a chunk that was read. */
static void output_feed(struct window *w, uint64_t now_ms)
{
    uint8_t decoded[LINE_CHUNK];
    struct slice bytes = output_sent(w, decoded);
    bool line = source_is_line(&w->source);
    raw_output(w, bytes);
    if (line)
        bytes = line_view_new(w, bytes);
    window_log_put(w, bytes);
    if (line)
        bytes = line_view_shown(w, bytes);
    w->chunk.start = w->term.state.fed;
    windows_touch(w);
    output_feed_rest(w, bytes, now_ms);
}

/* Continues a chunk that waits, if there is room for its answers or they are to be dropped. */
static void output_resume(struct window *w, uint64_t now_ms)
{
    if (w->chunk.phase == CHUNK_WAITING &&
        (windows_live(w)->deaf || term_answers(&w->term).len == 0))
        output_feed_rest(w, output_bytes(w, NULL), now_ms);
}

/* Completes the chunk of a program that takes no more input. */
static void output_give_up(struct window *w, uint64_t now_ms)
{
    windows_live(w)->deaf = true;
    output_resume(w, now_ms);
}

/* Ends the wait of a window whose program has taken no input for ANSWERS_MS. Returns when the next
 * look is due. */
static uint64_t output_check_answers(struct window *w, uint64_t now_ms)
{
    struct live *l = windows_live(w);
    if (l->answers_ms == 0 || w->chunk.phase != CHUNK_WAITING)
        return UINT64_MAX;
    if (l->took)
        l->answers_ms = now_ms + ANSWERS_MS;
    l->took = false;
    if (now_ms < l->answers_ms)
        return l->answers_ms;
    output_give_up(w, now_ms);
    windows_raise(w, FLAG_POLL);
    return UINT64_MAX;
}

/* One timer for all windows whose chunks wait. */
static void output_answers_due(uint32_t id, uint64_t now_ms)
{
    uint64_t next = UINT64_MAX;
    (void)id;
    answers_timer = (struct handle){0};
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        next = clock_earlier(next, output_check_answers(&app.board->windows[i], now_ms));
    if (next != UINT64_MAX && answers_timer.generation == 0)
        answers_timer = timers_start("answers", now_ms, next - now_ms, 0, output_answers_due, 0);
}

static void output_stop_reading(struct live *l)
{
    l->reading = false;
    loop_want(l->watch, 0);
}

static size_t output_chunk_max(const struct window *w)
{
    return source_is_line(&w->source) ? line_view_max(w) : sizeof w->chunk.bytes;
}

/* Reads and feeds one chunk of at most `most` bytes; false: nothing more to read now. */
static bool output_read(struct window *w, size_t most, uint64_t now_ms)
{
    struct chunk *k = &w->chunk;
    k->phase = CHUNK_READING;
    output_order();
    ssize_t n = read(windows_live(w)->fd, k->bytes, most);
    output_order();
    if (n <= 0) {
        k->phase = CHUNK_NONE;
        /* EIO: the last process that had the PTY open has closed it. The keeper reports the
         * program's end; until then poll() has nothing to wait for. */
        if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
            windows_live(w)->error = n == 0 ? 0 : errno;
            output_stop_reading(windows_live(w));
        }
        return false;
    }
    figures_count(&app.board->figures, FIGURE_PTY_READ, (uint64_t)n);
    k->len = (uint32_t)n;
    output_feed(w, now_ms);
    return true;
}

/* Returns how many chunks a window may read in this turn. Called once a turn for each window
 * with output. */
static unsigned output_share(void)
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

/* Returns the next window, from *slot, whose PTY no process has open. */
static struct window *output_next_closed(uint16_t *slot)
{
    while (*slot < LIMIT_WINDOWS) {
        struct window *w = &app.board->windows[(*slot)++];
        if (windows_live(w)->fd >= 0 && !windows_live(w)->reading && !source_is_line(&w->source))
            return w;
    }
    return NULL;
}

/* Polls closed PTYs again, with one timer for all windows: a program that has closed its
 * terminal may open it again (/dev/tty). */
static void output_reopen(uint32_t id, uint64_t now_ms)
{
    struct window *w;
    (void)id;
    (void)now_ms;
    reopen_timer = (struct handle){0};
    for (uint16_t i = 0; (w = output_next_closed(&i)) != NULL;) {
        windows_live(w)->reading = true;
        loop_want(windows_live(w)->watch, input_waits(w) ? POLLIN | POLLOUT : POLLIN);
    }
}

static void output_reopen_later(uint64_t now_ms)
{
    if (reopen_timer.generation == 0)
        reopen_timer = timers_start("terminals", now_ms, REOPEN_MS, 0, output_reopen, 0);
}

static void output_stop_reopening(void)
{
    uint16_t i = 0;
    if (output_next_closed(&i) != NULL)
        return;
    timers_stop(reopen_timer);
    reopen_timer = (struct handle){0};
}

/* Returns how many bytes may be read now; 0: none until FLAG_POLL is raised, and the descriptor
 * is not polled. */
static size_t output_may_read(const struct window *w)
{
    bool waits = window_log_waits(w) || w->chunk.phase == CHUNK_WAITING;
    size_t most = waits ? 0 : raw_max(w, output_chunk_max(w));
    if (most == 0)
        loop_want(windows_live(w)->watch, input_waits(w) ? POLLOUT : 0);
    return most;
}

static void output_ready(uint32_t id, short revents, uint64_t now_ms)
{
    struct window *w = &app.board->windows[id];
    size_t most;
    if (revents & POLLOUT)
        input_flush(w);
    if (!(revents & (POLLIN | POLLHUP | POLLERR)))
        return;
    if (revents & (POLLHUP | POLLERR) && w->chunk.phase == CHUNK_WAITING)
        output_give_up(w, now_ms);
    for (unsigned i = output_share();
         i > 0 && (most = output_may_read(w)) > 0 && output_read(w, most, now_ms); i--)
        ;
    if (source_is_line(&w->source) && !windows_live(w)->reading) {
        windows_raise(w, FLAG_LOST);
        return;
    }
    if (!windows_live(w)->reading)
        output_reopen_later(now_ms);
    input_answers(w);
    input_flush(w);
}

void output_open(struct window *w, int fd)
{
    struct live *l = windows_live(w);
    BUG_UNLESS(l->fd < 0);
    l->fd = fd;
    l->watch = loop_watch(fd, POLLIN, output_ready, windows_slot(w));
    BUG_UNLESS(l->watch >= 0);
    l->reading = true;
    l->deaf = false;
    windows_raise(w, FLAG_POLL);
}

void output_close(struct window *w)
{
    struct live *l = windows_live(w);
    output_give_up(w, clock_ms());
    if (l->fd < 0)
        return;
    if (source_is_line(&w->source))
        line_closed(w);
    loop_forget(l->watch);
    close(l->fd);
    l->fd = -1;
    l->watch = -1;
    l->reading = false;
    output_stop_reopening();
}

static void output_poll(struct window *w)
{
    struct live *l = windows_live(w);
    output_resume(w, clock_ms());
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
    output_give_up(w, now);
    if (windows_live(w)->fd < 0)
        return;
    for (int i = 0; i < CHUNKS_A_DRAIN && output_read(w, output_chunk_max(w), now); i++)
        ;
}

static void output_log_skipped(const struct window *w)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "chunk-skipped");
    log_u64(&l, "window", w->index);
    log_u64(&l, "bytes", w->chunk.len);
    log_close(&l);
}

/* Returns whether the previous server crashed, rather than being killed from outside. */
static bool output_predecessor_crashed(void)
{
    int status = app.board->last_status;
    return !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void output_take_over_feeding(struct window *w, uint64_t now_ms)
{
    struct board *b = app.board;
    struct chunk *k = &w->chunk;
    uint8_t decoded[LINE_CHUNK];
    BUG_UNLESS(k->len <= sizeof k->bytes && k->decoded <= sizeof k->bytes - DECODED_AT);
    if (b->undo.active && b->feeding == windows_slot(w))
        undo_rollback(&b->undo, &w->term);
    struct slice bytes = output_bytes(w, decoded);
    bool fed = output_fed(w) >= bytes.len;
    if (!fed && output_predecessor_crashed())
        k->deaths++;
    if (!fed && k->deaths >= DEATHS_A_CHUNK) {
        transcript_drop(&w->term);
        k->skipped++;
        output_log_skipped(w);
        fed = true;
    }
    if (fed)
        output_end_chunk(w);
    else
        output_feed_rest(w, bytes, now_ms);
}

void output_take_over(struct window *w)
{
    struct chunk *k = &w->chunk;
    uint64_t now = clock_ms();
    if (k->phase == CHUNK_READING) {
        uint32_t len = (uint32_t)output_chunk_max(w);
        while (len > 0 && k->bytes[len - 1] == 0)
            len--;
        k->len = len;
        if (len > 0)
            output_feed(w, now);
        k->phase = CHUNK_NONE;
    } else if (k->phase == CHUNK_FEEDING) {
        output_take_over_feeding(w, now);
    } else if (k->phase == CHUNK_NONE) {
        /* The server was killed between the last two stores of a chunk that was fed. */
        memset(k->bytes, 0, sizeof k->bytes);
        k->decoded = 0;
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

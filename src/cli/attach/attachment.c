/*
 * Runs an attachment: one poll loop over the terminal, the connection and the signals. A lost
 * connection is made again, after a pause that doubles from 0.25 s to 10 s; input typed in between
 * is kept and sent then.
 */
#include "cli/attach/attachment.h"

#include "base/clock.h"
#include "cli/connect/lookup.h"
#include "cli/say.h"
#include "cli/tty.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define PAUSE_FIRST_MS 250
#define PAUSE_MAX_MS 10000
#define TRY_MS 3000 /* timeout of one attempt, while a person is at the terminal */
#define TRY_SSH_MS 10000
#define LAST_MS 300 /* wait for the last frames of a program that has ended */
/* With less room than this the terminal is not read: too much input is unconfirmed. */
#define TYPED_ROOM 2048
/* Without room, and without a confirmation for this time, the terminal is read all the same, for
 * the client's own keys, and other input is refused until a pause in it. */
#define STALL_MS 1000
#define REFUSED_PAUSE_MS 500

_Static_assert(ATTACHMENT_READ_BYTES <= TYPED_ROOM, "what is read from the terminal is kept");

/* The attachment of this process, for the callbacks of the poll loop. */
static struct attachment *present;

/* Ends the attachment at once, or after_ms later; only the first call has an effect. */
static void attachment_end(struct attachment *a, int status, const char *sentence,
                           uint64_t after_ms)
{
    struct text t;
    if (a->over)
        return;
    text_init(&t, a->ending, sizeof a->ending);
    text_char(&t, '[');
    cli_put_clean(&t, slice_of(sentence));
    text_str(&t, "]\n");
    (void)text_end(&t);
    a->over = true;
    a->status = status;
    a->until_ms = clock_ms() + after_ms;
}

/* Fits the window into the terminal, and asks the server for a repaint if necessary. */
static void attachment_fit(struct attachment *a)
{
    const struct dialect_window *w = &a->dialect.window;
    if (screen_fit(&a->screen, w->cols, w->rows))
        dialect_repaint(&a->dialect);
}

static void attachment_wire_ready(uint32_t id, short revents, uint64_t now_ms);

int attachment_connect(struct attachment *a, uint64_t until_ms)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    int failed = wire_open(&a->dialect.wire, a->client,
                           lookup_path(a->client, true, "/attach", &path), until_ms);
    if (failed)
        return failed;
    screen_start(&a->screen);
    dialect_hello(&a->dialect, a->screen.cols, a->screen.rows);
    a->wire_watch = loop_watch(a->dialect.wire.fd, POLLIN, attachment_wire_ready, 0);
    a->connected = true;
    a->pause_ms = 0;
    return CLI_DONE;
}

static void attachment_notice_retry(struct attachment *a, const char *why, uint64_t pause_ms)
{
    TEXT(t, 128);
    text_str(&t, why);
    text_str(&t, ": trying again in ");
    text_u64(&t, (pause_ms + 999) / 1000);
    text_str(&t, " s, ~. detaches]");
    screen_notice(&a->screen, "[", text_end(&t));
    a->passing = true;
}

/* Closes the connection, and sets the time of the next attempt. */
static void attachment_lose(struct attachment *a, const char *why)
{
    if (a->wire_watch >= 0)
        loop_forget(a->wire_watch);
    a->wire_watch = -1;
    client_close(a->client);
    a->dialect.wire.fd = -1;
    a->connected = false;
    a->dialect.welcome = false;
    if (a->over)
        return;
    uint64_t pause_ms = a->pause_ms > 0 ? a->pause_ms : PAUSE_FIRST_MS;
    a->pause_ms = clock_earlier(pause_ms * 2, PAUSE_MAX_MS);
    a->until_ms = clock_ms() + pause_ms;
    attachment_notice_retry(a, why, pause_ms);
}

/* Whether a request may succeed later after an answer of this status; 0: no answer came. */
static bool is_transient(unsigned status)
{
    return status == 0 || status == 408 || status == 429 || status >= 500;
}

static void attachment_retry(struct attachment *a)
{
    uint64_t pause_ms = a->pause_ms;
    uint64_t try_ms = a->client->target.way == TARGET_SSH ? TRY_SSH_MS : TRY_MS;
    a->client->request.status = 0;
    int failed = attachment_connect(a, clock_ms() + try_ms);
    if (!failed)
        return;
    a->pause_ms = pause_ms;
    if (failed == CLI_UNREACHABLE || is_transient(a->client->request.status))
        attachment_lose(a, "no connection");
    else if (failed == CLI_NO_TARGET)
        attachment_end(a, CLI_REFUSED, "the window is closed", 0);
    else
        attachment_end(a, failed, "the server refuses", 0);
}

/* Whether a server that closes with this code (RFC 6455 section 7.4) would do so again. */
static bool is_final(uint16_t code)
{
    switch (code) {
    case WS_CLOSE_NORMAL:
    case WS_CLOSE_PROTOCOL_ERROR:
    case WS_CLOSE_UNSUPPORTED:
    case WS_CLOSE_POLICY:
    case WS_CLOSE_TOO_BIG:
        return true;
    default:
        return false;
    }
}

static void attachment_closed(struct attachment *a, const struct dialect_event *e)
{
    char reason[128];
    struct slice sentence = e->data.len > 0 ? slice_part(e->data, 0, sizeof reason - 1)
                                            : SLICE("the server has closed the connection");
    (void)slice_copy(sentence, reason, sizeof reason);
    if (is_final(e->code))
        attachment_end(a, CLI_REFUSED, reason, 0);
    else
        attachment_lose(a, reason);
}

/* Reports that the program has ended for good, in the server's words. */
static void attachment_program_ended(struct attachment *a)
{
    const struct dialect_window *w = &a->dialect.window;
    struct slice ending = slice_of(w->ending), exited = SLICE("exit status ");
    TEXT(t, DIALECT_ENDING_BYTES + 16);
    if (slice_starts(ending, exited)) {
        text_str(&t, "exited: status ");
        ending = slice_from(ending, exited.len);
    }
    text_add(&t, ending);
    attachment_end(a, (int)w->status, text_end(&t), LAST_MS);
}

/* Reports once for each size that the window is smaller than the terminal; after a picture, which
 * would erase the notice. */
static void attachment_notice_bounded(struct attachment *a)
{
    const struct dialect_window *w = &a->dialect.window;
    TEXT(t, 64);
    bool reported = a->bounded_cols == w->cols && a->bounded_rows == w->rows;
    a->bounded_cols = w->bounded ? w->cols : 0;
    a->bounded_rows = w->bounded ? w->rows : 0;
    if (!w->bounded || reported)
        return;
    text_u64(&t, w->cols);
    text_char(&t, 'x');
    text_u64(&t, w->rows);
    text_str(&t, ", this terminal more]");
    screen_notice(&a->screen, "[the server's largest window has ", text_end(&t));
}

/* Reports typed bytes that will not arrive. */
static void attachment_report(struct attachment *a, uint64_t bytes, const char *why)
{
    TEXT(t, 128);
    if (bytes == 0)
        return;
    text_u64(&t, bytes);
    text_str(&t, why);
    screen_notice(&a->screen, "[\a", text_end(&t));
}

static void attachment_notice_lock(struct attachment *a)
{
    screen_notice(&a->screen, "[another viewer holds the input lock: ~A requests it, ~T takes it]",
                  "");
}

static void attachment_report_lost(struct attachment *a)
{
    if (a->dialect.lost > 0 && a->dialect.window.barred)
        attachment_notice_lock(a);
    else
        attachment_report(a, a->dialect.lost, " typed bytes did not reach the program or device]");
    a->dialect.lost = 0;
}

static void attachment_state_changed(struct attachment *a)
{
    const struct dialect_window *w = &a->dialect.window;
    if (!w->over && a->passing && screen_clear_notice(&a->screen))
        dialect_repaint(&a->dialect);
    a->passing = (w->over && w->retry) || w->lock_requested;
    attachment_fit(a);
    if (w->over && w->retry)
        screen_notice(&a->screen, "[the program is started again by itself; it ended: ", w->ending);
    if (w->lock_requested)
        screen_notice(&a->screen, "[another viewer requests the input lock: ~G releases it]", "");
    if (a->dialect.frame != 0)
        attachment_report_lost(a); /* otherwise the first picture would erase it */
    if (w->over && !w->retry)
        attachment_program_ended(a);
}

static void attachment_take(struct attachment *a, const struct dialect_event *e)
{
    switch (e->type) {
    case DIALECT_PAINTED:
        screen_paint(&a->screen, e->data, false);
        break;
    case DIALECT_PICTURE:
    case DIALECT_FRAME:
        screen_paint(&a->screen, e->data, e->type == DIALECT_PICTURE);
        dialect_shown(&a->dialect);
        if (e->type != DIALECT_PICTURE)
            break;
        attachment_notice_bounded(a);
        attachment_report_lost(a);
        break;
    case DIALECT_STATE:
        attachment_state_changed(a);
        break;
    case DIALECT_CLOSED:
        attachment_closed(a, e);
        break;
    case DIALECT_NOTHING:
        break;
    }
}

static void attachment_wire_ready(uint32_t id, short revents, uint64_t now_ms)
{
    struct attachment *a = present;
    struct dialect_event e;
    (void)id;
    if ((revents & ~POLLOUT) == 0)
        return;
    if (!wire_fill(&a->dialect.wire, now_ms)) {
        attachment_lose(a, "the connection was lost");
        return;
    }
    do {
        dialect_next(&a->dialect, &e);
        attachment_take(a, &e);
    } while (e.type != DIALECT_NOTHING && a->connected && !(a->over && a->until_ms <= now_ms));
}

/* Adapts to the terminal's size, which may have changed, and to its content, which was lost. */
static void attachment_resize(struct attachment *a)
{
    uint16_t cols, rows;
    bool other;
    tty_size(&cols, &rows);
    other = cols != a->screen.cols || rows != a->screen.rows;
    screen_resize(&a->screen, cols, rows);
    if (!a->connected)
        return;
    if (other)
        dialect_resize(&a->dialect, cols, rows);
    attachment_fit(a);
    dialect_repaint(&a->dialect);
}

static void attachment_change_lock(struct attachment *a, const char *word)
{
    if (a->connected && !a->dialect.readonly)
        dialect_input_lock(&a->dialect, word);
}

/* Discards all input that the program or device did not get: what is kept here, and, by a new
 * connection, what is on its way and what waits in the window. */
static void attachment_discard(struct attachment *a)
{
    struct dialect *d = &a->dialect;
    if (d->readonly)
        return;
    d->sent = 0;
    d->lost += dialect_drop_unsent(d);
    d->discarding = true;
    if (a->connected)
        attachment_lose(a, "discarding what waits");
    a->pause_ms = 0;
    a->until_ms = clock_ms();
}

/* Carries out one of the client's own keys. */
static void attachment_command(struct attachment *a, enum escape_key key)
{
    switch (key) {
    case ESCAPE_DETACH:
        attachment_end(a, CLI_DONE, "detached", 0);
        break;
    case ESCAPE_STOP:
        tty_stop();
        attachment_resize(a);
        break;
    case ESCAPE_HELP:
        screen_notice(&a->screen,
                      "[after a newline: ~. detaches, ~^Z stops, ~F discards what waits, ",
                      "~A ~T ~G request, take, release the input lock, ~~ is ~]");
        break;
    case ESCAPE_REQUEST:
        attachment_change_lock(a, "request");
        break;
    case ESCAPE_TAKE:
        attachment_change_lock(a, "take");
        break;
    case ESCAPE_RELEASE:
        attachment_change_lock(a, "release");
        break;
    case ESCAPE_DISCARD:
        attachment_discard(a);
        break;
    case ESCAPE_NOTHING:
        break;
    }
}

/* Handles one byte that was typed. */
static void attachment_type(struct attachment *a, uint8_t byte)
{
    uint8_t out[2];
    size_t n;
    enum escape_key key = escape_feed(&a->escape, byte, out, &n);
    attachment_command(a, key);
    if (n == 0 || a->dialect.readonly)
        return;
    size_t typed = a->refusing ? 0 : dialect_type(&a->dialect, slice_make(out, n));
    a->refused += n - typed;
}

/* Handles the side effects of typing: a notice if another viewer holds the input lock, and a claim
 * of this terminal's size for the window. */
static void attachment_typed(struct attachment *a)
{
    const struct dialect_window *w = &a->dialect.window;
    if (!a->connected || a->over || a->dialect.readonly)
        return;
    if (w->barred)
        attachment_notice_lock(a);
    if (!w->owner && a->dialect.welcome)
        dialect_claim_size(&a->dialect);
}

static void attachment_keys_ready(uint32_t id, short revents, uint64_t now_ms)
{
    struct attachment *a = present;
    (void)id;
    (void)revents;
    if (a->over)
        return;
    ssize_t n = read(0, a->typed, sizeof a->typed);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        attachment_end(a, CLI_REFUSED, "the terminal is gone", 0);
    if (n <= 0)
        return;
    if (a->connected && screen_clear_notice(&a->screen)) {
        attachment_fit(a);
        dialect_repaint(&a->dialect);
    }
    if (a->refusing && now_ms >= a->read_ms + REFUSED_PAUSE_MS &&
        dialect_room(&a->dialect) >= TYPED_ROOM)
        a->refusing = false;
    a->refused = a->refusing ? a->refused : 0;
    a->read_ms = now_ms;
    for (ssize_t i = 0; i < n && !a->over; i++)
        attachment_type(a, a->typed[i]);
    attachment_typed(a);
    attachment_report(a, a->refused,
                      " typed bytes refused, as earlier ones wait: ~F discards those]");
}

static void attachment_signals_ready(uint32_t id, short revents, uint64_t now_ms)
{
    unsigned signals = tty_signals();
    (void)id;
    (void)revents;
    (void)now_ms;
    if ((signals & TTY_STOP) != 0)
        tty_stop();
    if ((signals & TTY_CONTINUED) != 0)
        tty_raw();
    attachment_resize(present);
}

/* Sends pending bytes. Returns the time of the next check of the connection. */
static uint64_t attachment_flush(struct attachment *a)
{
    struct wire *w = &a->dialect.wire;
    dialect_flush(&a->dialect);
    uint64_t due_ms = wire_tick(w, clock_ms());
    if (due_ms == 0 || !wire_flush(w)) {
        attachment_lose(a, "the connection was lost");
        return a->until_ms;
    }
    loop_want(a->wire_watch, wire_unsent(w) ? POLLIN | POLLOUT : POLLIN);
    return due_ms;
}

/* Whether the terminal is read now. Otherwise *wake_ms is when it will be. */
static bool attachment_reads(struct attachment *a, uint64_t *wake_ms)
{
    uint64_t now_ms = clock_ms();
    bool room = dialect_room(&a->dialect) >= TYPED_ROOM;
    if (room || a->dialect.base != a->confirmed) {
        a->confirmed = a->dialect.base;
        a->confirmed_ms = now_ms;
    }
    bool stalled = now_ms >= a->confirmed_ms + STALL_MS;
    if (!room && stalled)
        a->refusing = true;
    if (!room && !stalled && a->connected)
        *wake_ms = clock_earlier(*wake_ms, a->confirmed_ms + STALL_MS);
    return room || stalled || a->refusing || !a->connected;
}

static void attachment_turn(struct attachment *a)
{
    uint64_t wake_ms = a->until_ms;
    if (a->connected) {
        wake_ms = attachment_flush(a);
        if (a->over)
            wake_ms = clock_earlier(wake_ms, a->until_ms);
    } else if (clock_ms() >= a->until_ms) {
        attachment_retry(a);
        return;
    }
    loop_want(a->keys_watch, attachment_reads(a, &wake_ms) ? POLLIN : 0);
    (void)loop_turn(wake_ms);
}

/* Reports typed bytes that were not sent when the attachment ended. */
static void attachment_say_unsent(const struct attachment *a)
{
    TEXT(t, 64);
    uint64_t n = ring_used(&a->dialect.kept) - (a->connected ? a->dialect.sent : 0);
    if (n == 0 || a->dialect.readonly)
        return;
    text_char(&t, '[');
    text_u64(&t, n);
    text_str(&t, n == 1 ? " typed byte was not sent]\n" : " typed bytes were not sent]\n");
    (void)cli_say(2, text_slice(&t));
}

int attachment_run(struct attachment *a)
{
    present = a;
    (void)loop_watch(tty_signal_fd(), POLLIN, attachment_signals_ready, 0);
    a->keys_watch = loop_watch(0, POLLIN, attachment_keys_ready, 0);
    tty_raw();
    while (!a->over || (a->connected && clock_ms() < a->until_ms))
        attachment_turn(a);
    screen_flush(&a->screen);
    screen_reset_colors(&a->screen);
    if (a->connected)
        wire_close(&a->dialect.wire, WS_CLOSE_NORMAL);
    tty_restore();
    (void)cli_say(2, slice_of(a->ending));
    attachment_say_unsent(a);
    client_close(a->client);
    return a->status;
}

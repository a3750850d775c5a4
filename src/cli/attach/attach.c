/*
 * One loop over the terminal, the connection and the signals. A connection that is lost is made
 * anew, with a pause that is doubled from 0.25 s to 10 s; meanwhile what is typed is kept, and sent
 * then. The first connection is made before the terminal is touched, so that what fails is told as
 * by any command, and ssh can ask what it has to.
 */
#include "cli/attach/attach.h"

#include "base/clock.h"
#include "cli/cli.h"
#include "cli/tty.h"
#include "os/memory.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAUSE_FIRST_MS 250
#define PAUSE_MOST_MS 10000
#define TRY_MS 3000 /* one try, while somebody sits at the terminal */
#define TRY_SSH_MS 10000
#define LAST_MS 300 /* for the last pictures of a program that has ended */
#define CLOSE_NORMAL 1000
#define CLOSE_LAST_OWN 1003 /* up to this, but for 1001, the server would only say it again */
#define CLOSE_AWAY 1001

static const char usage[] =
    "usage: boundtty attach [-r] [-e KEYS] [TARGET]\n"
    "       boundtty attach --stdio\n"
    "\n"
    "Shows a window in this terminal, until ~. is typed behind a newline (~? lists such keys), or\n"
    "its program has ended. A connection that is lost comes back by itself.\n"
    "  -r            only looks: neither types nor changes the window's size\n"
    "  -e KEYS       the escape character instead of ~, and perhaps the key that detaches\n"
    "                instead of '.': \"^A\", \"^Ad\", \"none\"\n"
    "  --stdio       a pipe of bytes to this machine's server, for ssh://\n"
    "Exits 0, detached; with the program's status when it has ended; 1 the server refuses, or the\n"
    "window was closed, 2 usage, 3 no such target, 4 no server there.\n"
    "\n";

static void finish(struct attach *a, int status, const char *before, const char *words,
                   uint64_t after_ms)
{
    struct text t;
    if (a->over)
        return;
    text_init(&t, a->ending, sizeof a->ending);
    text_str(&t, before);
    text_str(&t, words);
    text_str(&t, "]\n");
    (void)text_end(&t);
    a->over = true;
    a->status = status;
    a->until_ms = clock_ms() + after_ms;
}

static int open_connection(struct attach *a, uint64_t until_ms)
{
    TEXT(path, LIMIT_PATH_BYTES);
    int failed = wire_open(&a->dialect.wire, a->client,
                           client_path(a->client, true, "/attach", &path), until_ms);
    if (failed)
        return failed;
    dialect_hello(&a->dialect, a->cols, a->rows);
    a->connected = true;
    a->fits = true;
    a->noticed = false;
    a->pause_ms = 0;
    return CLI_DONE;
}

static void say_lost(struct attach *a, const char *why, uint64_t pause_ms)
{
    TEXT(t, 128);
    text_str(&t, why);
    text_str(&t, ": trying again in ");
    text_u64(&t, (pause_ms + 999) / 1000);
    text_str(&t, " s, ~. detaches]");
    screen_notice(a, "[", text_end(&t));
}

static void lose(struct attach *a, const char *why)
{
    client_close(a->client);
    a->dialect.wire.fd = -1;
    a->connected = false;
    a->dialect.welcome = false;
    if (a->over)
        return;
    uint64_t pause_ms = a->pause_ms > 0 ? a->pause_ms : PAUSE_FIRST_MS;
    a->pause_ms = pause_ms * 2 < PAUSE_MOST_MS ? pause_ms * 2 : PAUSE_MOST_MS;
    a->until_ms = clock_ms() + pause_ms;
    say_lost(a, why, pause_ms);
}

/* Whether an answer's status says that the next one may be another. */
static bool passes(unsigned status)
{
    return status == 0 || status == 408 || status == 429 || status >= 500;
}

static void try_again(struct attach *a)
{
    uint64_t pause_ms = a->pause_ms;
    a->client->request.status = 0;
    int failed = open_connection(
        a, clock_ms() + (a->client->target.way == TARGET_SSH ? TRY_SSH_MS : TRY_MS));
    if (!failed)
        return;
    a->pause_ms = pause_ms;
    if (failed == CLI_UNREACHABLE || passes(a->client->request.status))
        lose(a, "no connection");
    else
        finish(a, failed == CLI_NO_TARGET ? CLI_REFUSED : failed, "[",
               failed == CLI_NO_TARGET ? "the window is gone" : "the server refuses", 0);
}

static void close_came(struct attach *a, const struct dialect_event *e)
{
    char reason[128];
    struct slice words = e->data.len > 0 ? slice_part(e->data, 0, sizeof reason - 1)
                                         : SLICE("the server has closed it");
    (void)slice_copy(words, reason, sizeof reason);
    if (e->code == CLOSE_NORMAL || e->code == 1008 || e->code == 1009 ||
        (e->code > CLOSE_AWAY && e->code <= CLOSE_LAST_OWN))
        finish(a, CLI_REFUSED, "[", reason, 0);
    else
        lose(a, reason);
}

static void state_came(struct attach *a)
{
    const struct dialect_window *w = &a->dialect.window;
    struct slice ending = slice_of(w->ending), exited = SLICE("exit status ");
    if (a->noticed && !w->over) {
        a->noticed = false;
        dialect_again(&a->dialect);
    }
    screen_fit(a);
    if (w->over && w->retry)
        screen_notice(a, "[it is started again by itself; it had ended: ", w->ending);
    if (w->lock_requested)
        screen_notice(a, "[another viewer requests the input lock: ~G releases it]", "");
    if (!w->over || w->retry)
        return;
    if (slice_starts(ending, exited))
        finish(a, (int)w->status, "[exited: status ", w->ending + exited.len, LAST_MS);
    else
        finish(a, (int)w->status, "[", w->ending, LAST_MS);
}

static void take_event(struct attach *a, const struct dialect_event *e)
{
    switch (e->type) {
    case DIALECT_PAINTED:
        screen_paint(a, e->data);
        break;
    case DIALECT_PICTURE:
    case DIALECT_FRAME:
        screen_paint(a, e->data);
        if (e->type == DIALECT_PICTURE)
            screen_picture(a);
        dialect_shown(&a->dialect);
        break;
    case DIALECT_STATE:
        state_came(a);
        break;
    case DIALECT_CLOSED:
        close_came(a, e);
        break;
    case DIALECT_NOTHING:
        break;
    }
}

static void read_wire(struct attach *a, uint64_t now_ms)
{
    struct dialect_event e;
    if (!wire_fill(&a->dialect.wire, now_ms)) {
        lose(a, "the connection was lost");
        return;
    }
    do {
        dialect_next(&a->dialect, &e);
        take_event(a, &e);
    } while (e.type != DIALECT_NOTHING && a->connected && !(a->over && a->until_ms <= now_ms));
}

static void help(struct attach *a)
{
    screen_notice(a,
                  "[after a newline: ~. detaches, ~^Z stops, ~A ~T ~G request, take, release the "
                  "input lock, ~~ is ~]",
                  "");
}

static void change_lock(struct attach *a, enum escape_key key)
{
    if (a->connected && !a->dialect.readonly)
        dialect_input_lock(&a->dialect, key == ESCAPE_ASK    ? "request"
                                        : key == ESCAPE_TAKE ? "take"
                                                             : "release");
}

/* The terminal may have another size, and another picture. */
static void look_again(struct attach *a)
{
    uint16_t cols = a->cols, rows = a->rows;
    tty_size(&a->cols, &a->rows);
    a->region = 0;
    if (!a->connected)
        return;
    if (cols != a->cols || rows != a->rows)
        dialect_resize(&a->dialect, a->cols, a->rows);
    screen_fit(a);
    dialect_again(&a->dialect);
}

/* One byte that was typed. */
static void type(struct attach *a, uint8_t byte)
{
    uint8_t out[2];
    size_t n;
    enum escape_key key = escape_feed(&a->escape, byte, out, &n);
    switch (key) {
    case ESCAPE_DETACH:
        finish(a, CLI_DONE, "[", "detached", 0);
        return;
    case ESCAPE_STOP:
        tty_stop();
        look_again(a);
        return;
    case ESCAPE_HELP:
        help(a);
        return;
    case ESCAPE_ASK:
    case ESCAPE_TAKE:
    case ESCAPE_GIVE:
        change_lock(a, key);
        return;
    case ESCAPE_NOTHING:
        break;
    }
    if (n == 0 || a->dialect.readonly)
        return;
    if (dialect_type(&a->dialect, (struct slice){out, n}) < n)
        cli_say(1, SLICE("\a"));
}

static void read_keys(struct attach *a)
{
    uint8_t bytes[1024];
    ssize_t n = read(0, bytes, sizeof bytes);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
        finish(a, CLI_REFUSED, "[", "the terminal is gone", 0);
        return;
    }
    if (a->noticed && a->connected && n > 0) {
        a->noticed = false;
        screen_fit(a);
        dialect_again(&a->dialect);
    }
    for (ssize_t i = 0; i < n && !a->over; i++)
        type(a, bytes[i]);
    if (a->connected && !a->over && a->dialect.window.barred && !a->dialect.readonly)
        screen_notice(a, "[another viewer holds the input lock: ~A requests it, ~T takes it]", "");
    if (a->connected && n > 0 && !a->dialect.readonly && !a->dialect.window.owner &&
        a->dialect.welcome)
        dialect_look(&a->dialect);
}

static void take_signals(struct attach *a)
{
    unsigned came = tty_signals();
    if ((came & TTY_STOP) != 0)
        tty_stop();
    if ((came & TTY_CONTINUED) != 0)
        tty_raw();
    look_again(a);
}

static int timeout(const struct attach *a, uint64_t tick_ms, uint64_t now_ms)
{
    uint64_t at = tick_ms;
    if ((a->over || !a->connected) && a->until_ms < at)
        at = a->until_ms;
    return at <= now_ms ? 0 : at - now_ms > 60000 ? 60000 : (int)(at - now_ms);
}

static void turn(struct attach *a)
{
    struct dialect *d = &a->dialect;
    uint64_t now = clock_ms(), tick = UINT64_MAX;
    if (a->connected) {
        dialect_pump(d);
        tick = wire_tick(&d->wire, now);
        if (tick == 0 || !wire_flush(&d->wire)) {
            lose(a, "the connection was lost");
            tick = UINT64_MAX;
        }
    } else if (now >= a->until_ms) {
        try_again(a);
        return;
    }
    /* Without a connection what does not fit is refused with a bell: ~. must be heard. */
    bool hears = !a->connected || dialect_room(d) >= 2048;
    struct pollfd p[3] = {
        {.fd = tty_signal_fd(), .events = POLLIN},
        {.fd = hears ? 0 : -1, .events = POLLIN},
        {.fd = d->wire.fd, .events = (short)(POLLIN | (wire_unsent(&d->wire) ? POLLOUT : 0))}};
    if (poll(p, 3, timeout(a, tick, now)) <= 0)
        return;
    if (p[2].revents & ~POLLOUT)
        read_wire(a, clock_ms());
    if (p[1].revents && !a->over)
        read_keys(a);
    if (p[0].revents)
        take_signals(a);
}

static int run(struct attach *a)
{
    tty_raw();
    while (!a->over || (a->connected && clock_ms() < a->until_ms))
        turn(a);
    screen_flush(a);
    if (a->connected)
        wire_close(&a->dialect.wire, CLOSE_NORMAL);
    tty_restore();
    cli_say(2, slice_of(a->ending));
    client_close(a->client);
    return a->status;
}

/* Whether our terminal is the window: its program leads our session. It would show itself for ever.
 */
static bool is_own(const struct client *c, struct json window)
{
    uint64_t pid;
    return c->target.way == TARGET_LOCAL && json_u64(json_member(window, "pid"), INT32_MAX, &pid) &&
           pid == (uint64_t)getsid(0);
}

static int attach(struct client *c)
{
    struct attach *a = os_reserve(sizeof *a);
    const char *keys = c->options.value[1];
    struct json window;
    if (!a || !(a->part = os_reserve(sizeof *a->part)))
        return CLI_REFUSED;
    a->client = c;
    if (!escape_start(&a->escape, slice_of(keys ? keys : "~")))
        return options_wrong(&c->options, keys, " is no escape character, nor one with a key");
    if (!tty_start())
        return client_fail(c, CLI_USAGE, "attach", "this is no terminal; try screen, send, wait");
    tty_size(&a->cols, &a->rows);
    int failed = client_find(c, &window);
    if (!failed && is_own(c, window))
        return client_fail(c, CLI_USAGE, "attach", "this terminal is the window itself");
    if (!failed && !dialect_start(&a->dialect, c->options.value[0] != NULL))
        failed = client_fail(c, CLI_REFUSED, "attach", "there are no random bytes to be had");
    if (!failed)
        failed = open_connection(a, clock_ms() + CLIENT_TIMEOUT_MS);
    c->quiet = true;
    return failed ? failed : run(a);
}

int cli_attach(char *const argv[])
{
    static const char *const names[] = {"-r", "-e=", "--stdio", NULL};
    int status;
    struct client *c = client_start("attach", usage, names, argv, &status);
    if (!c)
        return status;
    if (c->options.count > 1)
        return options_wrong(&c->options, c->options.words[1], " is one word too many");
    bool stdio = c->options.value[2] != NULL;
    status = client_target(c, stdio ? NULL : c->options.words[0], false);
    if (status != CLI_DONE)
        return status;
    return stdio ? stdio_run(c) : attach(c);
}

/*
 * Runs the keeper: one loop over the signal pipe, the server's socket, the exec pipes of children
 * that are being started, and connections to lines under way, each watched by its own module. Work
 * that is due by time is done between two turns, before pending messages are sent to the server.
 */
#include "keeper/keeper.h"

#include "base/clock.h"
#include "base/codec/logfmt.h"
#include "base/errors.h"
#include "base/log.h"
#include "config/read.h"
#include "config/secrets.h"
#include "keeper/child/endings.h"
#include "keeper/core/counts.h"
#include "keeper/core/signals.h"
#include "keeper/housekeeping.h"
#include "keeper/listen.h"
#include "keeper/listeners.h"
#include "keeper/log/logs.h"
#include "keeper/measure.h"
#include "keeper/notify.h"
#include "keeper/owner.h"
#include "keeper/reap.h"
#include "keeper/server.h"
#include "keeper/sources.h"
#include "keeper/stop.h"
#include "os/loop.h"
#include "os/memory.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define STOPS_MAX 2 /* further requests have no effect */
#define ERROR_BYTES 512
#define URL_BYTES (2 * LIMIT_PATH_BYTES + 128)

static struct keeper {
    const struct config *config;
    struct board *board;
    keeper_reread *reread;
    struct os_account account;
    struct spawn_settings spawning;
} keeper;

_Static_assert(2 + LIMIT_CHILDREN + LIMIT_WINDOWS <= LOOP_WATCHES,
               "signals, server, exec pipes and connecting lines can all be watched");

static void log_reload(enum log_level level, const char *event, const char *member,
                       struct slice what)
{
    struct log_line l;
    log_open(&l, level, event);
    log_str(&l, member, what);
    log_close(&l);
}

static void keeper_use(const struct config *config)
{
    keeper.config = config;
    keeper.spawning.command = slice_make(config->command, config->command_len);
    log_init("keeper", config->log_level);
    log_encode(config->log_format == LOG_JSON ? logfmt_json : NULL);
}

/* Opens all that another configuration needs, beside what is in use. False: nothing is changed. */
static bool keeper_prepare(const struct config *config, struct text *error)
{
    if (!listeners_prepare(config, error))
        return false;
    if (logs_prepare(config, error))
        return true;
    listeners_discard();
    return false;
}

/* Changes to a prepared configuration. Only a server that works with what was changed is
 * restarted. */
static void keeper_commit(const struct config *config, uint64_t now_ms)
{
    bool same = config_same_server(keeper.config, config);
    listeners_commit();
    logs_commit();
    keeper_use(config);
    children_kill_after(config->kill_ms);
    housekeeping_init(config->state_dir, now_ms);
    server_configure(config, !same);
    if (same)
        server_reopen();
}

/* Opens the log files again; if that fails, the old ones are still written. */
static void keeper_reopen(void)
{
    TEXT(error, LIMIT_PATH_BYTES * 2);
    if (logs_reopen(&error))
        log_reload(LOG_INFO, "log-reopened", "log", slice_of(keeper.config->log));
    else
        log_reload(LOG_WARNING, "log-not-opened", "reason", text_slice(&error));
    server_reopen();
}

static void keeper_refuse(const struct config *config, struct slice reason)
{
    if (config)
        config_secrets_undo(config);
    counts_add(KEEPER_COUNT_RELOADS_REFUSED, 1);
    log_reload(LOG_ERROR, "reload-refused", "reason", reason);
    notify_refused(reason);
    keeper_reopen();
}

/* Reads the configuration again; one with a mistake changes nothing. */
static void keeper_reload(uint64_t now_ms)
{
    TEXT(error, LIMIT_PATH_BYTES * 2);
    const struct config *config = keeper.reread(keeper.config, &error);
    if (!config || !keeper_prepare(config, &error)) {
        keeper_refuse(config, text_slice(&error));
        return;
    }
    notify_reloading();
    keeper_commit(config, now_ms);
    log_reload(LOG_INFO, "reloaded", "file", slice_of(config->file));
    if (server_is_current())
        notify_ready();
}

static void keeper_take_signals(uint64_t now_ms)
{
    struct signals s = signals_take();
    for (unsigned i = 0; i < s.stops && i < STOPS_MAX; i++)
        stop_request(keeper.config, now_ms);
    if (s.reload && !stop_requested())
        keeper_reload(now_ms);
    else if (s.reopen)
        keeper_reopen();
    reap_all(now_ms);
}

static void keeper_run(void)
{
    uint64_t now = clock_ms();
    for (;;) {
        uint64_t wake = clock_earlier(sources_tick(now), server_tick(now));
        wake = clock_earlier(wake, clock_earlier(housekeeping_tick(now), notify_tick(now)));
        wake = clock_earlier(wake, listeners_tick(now));
        measure_turn(now);
        uint64_t stopped = stop_tick(now);
        if (stopped == 0)
            return;
        server_flush();
        logs_follow();
        now = loop_turn(clock_earlier(wake, stopped));
        if (signals_waiting())
            keeper_take_signals(now);
    }
}

/* Writes one line to stdout or stderr, cut if the text is full, without control characters. A
 * failed write is not reported. */
static void print_line(int fd, struct text *t)
{
    if (t->len == t->size)
        t->len--;
    for (size_t i = 0; i < t->len; i++)
        if ((uint8_t)t->at[i] < ' ' || t->at[i] == 0x7F)
            t->at[i] = '?';
    text_char(t, '\n');
    ssize_t written = write(fd, t->at, t->len);
    (void)written;
}

/* Prints the URL by which a person reaches the server, in one line. */
static void print_url(void)
{
    TEXT(url, URL_BYTES);
    const struct config *k = keeper.config;
    const char *address = listeners_address();
    if (address)
        listen_url(address, k->base, &url);
    if (url.len > 0) {
        text_str(&url, "#token=");
        text_str(&url, k->token);
    } else {
        text_str(&url, address ? address : "the socket that was handed down,");
        text_str(&url, " token in ");
        text_str(&url, k->token_file);
    }
    print_line(STDOUT_FILENO, &url);
}

/* Creates the board; NULL and errno on failure. */
static struct board *keeper_make_board(void)
{
    int fd = os_shared_memory("/boundtty", sizeof(struct board));
    if (fd < 0)
        return NULL;
    struct board *b = board_map(fd);
    int error = errno;
    close(fd);
    errno = error;
    if (b)
        board_init(b, clock_ms());
    return b;
}

/* Opens /dev/null for descriptors 0 to 2 that are closed, which keeps later descriptors from
 * becoming one of them. */
static void keeper_hold_standard_descriptors(void)
{
    int fd;
    while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= STDERR_FILENO)
        ;
    if (fd > STDERR_FILENO)
        close(fd);
}

/* Prints the error; returns `status`, the exit status. */
static int keeper_fail(struct text *error, int status)
{
    listeners_close();
    config_secrets_undo(keeper.config);
    print_line(STDERR_FILENO, error);
    return status;
}

static int keeper_fail_errno(struct text *error, const char *what)
{
    int reason = errno;
    text_str(error, what);
    text_str(error, ": ");
    text_str(error, error_text(reason));
    return keeper_fail(error, 1);
}

static void keeper_init(const struct config *config, char *const envp[], keeper_reread *reread)
{
    keeper = (struct keeper){.reread = reread};
    keeper_use(config);
    os_forbid_core();
    keeper_hold_standard_descriptors();
    owner_find(&keeper.account, envp);
    keeper.spawning.envp = envp;
    keeper.spawning.account = &keeper.account;
    loop_init();
    stop_init();
    sources_init(config->kill_ms, &keeper.spawning);
    endings_init();
}

int keeper_main(const struct config *config, char *const envp[], keeper_server *serve,
                keeper_reread *reread)
{
    TEXT(error, ERROR_BYTES);
    text_str(&error, "boundtty: ");
    keeper_init(config, envp, reread);
    if (!listeners_open(config, envp, &error))
        return keeper_fail(&error, 2);
    keeper.board = keeper_make_board();
    if (!keeper.board)
        return keeper_fail_errno(&error, "the shared memory cannot be had");
    journal_keep(&keeper.board->journal);
    if (!logs_open(config, &keeper.board->journal, &error))
        return keeper_fail(&error, 2);
    measure_init(&keeper.board->figures.keeper);
    if (!signals_open())
        return keeper_fail_errno(&error, "the pipe for signals cannot be had");
    (void)os_subreaper();
    server_init(&(struct server_settings){config, keeper.board, serve});
    notify_init(envp, clock_ms());
    housekeeping_init(config->state_dir, clock_ms());
    print_url();
    keeper_run();
    logs_follow();
    listeners_close();
    return 0;
}

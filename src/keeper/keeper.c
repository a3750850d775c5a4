/*
 * One poll() over the signal pipe, the server's socket, the exec pipes of children that are just
 * starting, and connections to lines that are being made; what is late is done in between.
 *
 * To stop is: the server sends its viewers away while every child is asked to end; then the orphans
 * that came to the keeper (daemons that programs left behind) are ended too, and the keeper is the
 * last. At the deadline, and at a second request, everything is killed.
 */
#include "keeper/keeper.h"

#include "base/clock.h"
#include "base/codec/logfmt.h"
#include "base/errors.h"
#include "base/log.h"
#include "keeper/child/children.h"
#include "keeper/child/endings.h"
#include "keeper/housekeeping.h"
#include "keeper/line/lines.h"
#include "keeper/listen.h"
#include "keeper/listeners.h"
#include "keeper/log/logs.h"
#include "keeper/measure.h"
#include "keeper/notify.h"
#include "keeper/signals.h"
#include "keeper/sources.h"
#include "os/account.h"
#include "os/memory.h"
#include "os/proc/processes.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#define SWEEP_MS 50     /* between two looks at the orphans */
#define GIVE_UP_MS 2000 /* after SIGKILL: what is still there cannot be killed */
#define REAPED_A_TURN 1024

static struct keeper {
    const struct config *config;
    struct board *board;
    keeper_reread *reread;
    struct os_account account;
    bool stopping;
    uint64_t stop_until_ms;
    uint64_t sweep_since_ms; /* when everything else had ended; 0: not yet */
} keeper;

static void log_event(enum log_level level, const char *event, uint64_t pid)
{
    struct log_line l;
    log_open(&l, level, event);
    log_u64(&l, "pid", pid);
    log_close(&l);
}

static void log_reload(enum log_level level, const char *event, struct slice what)
{
    struct log_line l;
    log_open(&l, level, event);
    log_str(&l, level == LOG_INFO ? "file" : "reason", what);
    log_close(&l);
}

static void reap(uint64_t now_ms)
{
    int status;
    for (int i = 0; i < REAPED_A_TURN; i++) {
        int32_t pid = (int32_t)waitpid(-1, &status, WNOHANG);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid <= 0)
            return;
        if (!server_reaped(pid, status, now_ms) && !children_reaped(pid, status, now_ms))
            log_event(LOG_DEBUG, "orphan-reaped", (uint64_t)pid);
    }
}

static void stop(uint64_t now_ms)
{
    if (keeper.stopping) {
        keeper.stop_until_ms = now_ms;
        return;
    }
    log_event(LOG_INFO, "stopping", (uint64_t)getpid());
    notify_stopping();
    keeper.stopping = true;
    keeper.stop_until_ms = now_ms + keeper.config->shutdown_ms;
    server_stop();
    sources_end_all(now_ms);
}

/* What the configuration has of the keeper's own; the rest is the next server's. */
static bool apply(const struct config *config, uint64_t now_ms, struct text *error)
{
    if (!listeners_renew(config, error))
        return false;
    logs_close();
    if (!logs_open(config, &keeper.board->journal, error))
        log_reload(LOG_WARNING, "log-not-opened", text_slice(error));
    log_init("keeper", config->log_level);
    log_encode(config->log_format == LOG_JSON ? logfmt_json : NULL);
    children_patience(config->kill_ms);
    housekeeping_init(config->state_dir, now_ms);
    keeper.config = config;
    server_renew(config);
    return true;
}

/* A configuration with a mistake changes nothing. */
static void reload(uint64_t now_ms)
{
    TEXT(error, LIMIT_PATH_BYTES * 2);
    notify_reloading();
    const struct config *config = keeper.reread(keeper.config, &error);
    if (config && apply(config, now_ms, &error))
        log_reload(LOG_INFO, "reloaded", slice_of(config->file));
    else
        log_reload(LOG_ERROR, "reload-refused", text_slice(&error));
    notify_ready();
}

static void take_signals(uint64_t now_ms)
{
    struct signals s = signals_take();
    for (unsigned i = 0; i < s.stops && i < 2; i++)
        stop(now_ms);
    if (s.reload && !keeper.stopping)
        reload(now_ms);
    reap(now_ms);
}

static int wait_ms(uint64_t wake_ms, uint64_t now_ms)
{
    if (wake_ms == UINT64_MAX)
        return -1;
    uint64_t wait = wake_ms > now_ms ? wake_ms - now_ms : 0;
    return wait > 60000 ? 60000 : (int)wait;
}

/* Waits for whatever comes first and takes it. */
static void turn(uint64_t wake_ms, uint64_t now_ms, bool full)
{
    struct pollfd p[2 + LIMIT_CHILDREN];
    nfds_t count = 2, execs;
    uint16_t slot = 0, line = 0;
    int fd;
    p[0] = (struct pollfd){.fd = signals_fd(), .events = POLLIN};
    p[1] = (struct pollfd){.fd = server_socket(), .events = full ? POLLIN | POLLOUT : POLLIN};
    while ((fd = children_exec_pipe(&slot)) >= 0)
        p[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
    execs = count;
    while ((fd = lines_connecting(&line)) >= 0)
        p[count++] = (struct pollfd){.fd = fd, .events = POLLOUT};
    if (poll(p, count, wait_ms(wake_ms, now_ms)) <= 0 && !signals_waiting())
        return;
    uint64_t now = clock_ms();
    for (nfds_t i = 2; i < count; i++) {
        if (p[i].revents && i < execs)
            children_exec_over(p[i].fd);
        else if (p[i].revents)
            lines_connected(p[i].fd);
    }
    if (p[1].revents & ~POLLOUT)
        server_hear(now);
    if (p[0].revents || signals_waiting())
        take_signals(now);
}

/* All that is left are orphans. They are asked every time anew: others may have come since. */
static bool swept(uint64_t now_ms)
{
    if (keeper.sweep_since_ms == 0)
        keeper.sweep_since_ms = now_ms;
    uint64_t kill_at =
        clock_earlier(keeper.stop_until_ms, keeper.sweep_since_ms + keeper.config->kill_ms);
    bool late = now_ms >= kill_at;
    unsigned left = os_signal_kin(OS_OF_PARENT, (int32_t)getpid(), late ? SIGKILL : SIGTERM);
    if (!late)
        (void)os_signal_kin(OS_OF_PARENT, (int32_t)getpid(), SIGCONT);
    reap(now_ms);
    return left == 0 || now_ms >= kill_at + GIVE_UP_MS;
}

/* When to look again; 0: everything has ended. */
static uint64_t stop_tick(uint64_t now_ms)
{
    if (!keeper.stopping)
        return UINT64_MAX;
    bool late = now_ms >= keeper.stop_until_ms;
    if (late) {
        children_kill_all(now_ms);
        server_kill();
    }
    if (!children_alive() && !server_alive())
        return swept(now_ms) ? 0 : now_ms + SWEEP_MS;
    if (now_ms >= keeper.stop_until_ms + GIVE_UP_MS) {
        log_event(LOG_WARNING, "left-behind", (uint64_t)getpid());
        return 0;
    }
    return late ? now_ms + SWEEP_MS : keeper.stop_until_ms;
}

static void run(void)
{
    for (;;) {
        uint64_t now = clock_ms();
        uint64_t wake = clock_earlier(sources_tick(now), server_tick(now));
        wake = clock_earlier(wake, clock_earlier(housekeeping_tick(now), notify_tick(now)));
        measure_turn(now);
        uint64_t stopped = stop_tick(now);
        if (stopped == 0)
            return;
        bool full = !server_pay();
        logs_follow();
        turn(clock_earlier(wake, stopped), now, full);
    }
}

static void say(int fd, struct text *t)
{
    text_char(t, '\n');
    ssize_t n = write(fd, t->at, t->len);
    (void)n;
}

/* The one line that a person needs. */
static void print_url(void)
{
    char storage[2 * LIMIT_PATH_BYTES + 128];
    struct text url;
    const struct config *k = keeper.config;
    text_init(&url, storage, sizeof storage);
    for (uint16_t i = 0; i < k->listen_count && url.len == 0 && !listeners_inherited(); i++)
        listen_url(k->listen[i], k->base, &url);
    if (url.len > 0) {
        text_str(&url, "#token=");
        text_str(&url, k->token);
    } else {
        text_str(&url, listeners_inherited() ? "the socket that was handed down," : k->listen[0]);
        text_str(&url, " token in ");
        text_str(&url, k->token_file);
    }
    say(1, &url);
}

static struct board *make_board(void)
{
    int fd = os_shared_memory("/boundtty", sizeof(struct board));
    if (fd < 0)
        return NULL;
    struct board *b = board_map(fd);
    int error = errno;
    close(fd);
    errno = error;
    if (b)
        board_init(b, clock_unix());
    return b;
}

static void take_variable(char *const envp[], const char *name, char *to, size_t size)
{
    struct slice prefix = slice_of(name);
    for (char *const *v = envp; *v; v++)
        if (slice_starts(slice_of(*v), prefix) && (*v)[prefix.len] != '\0')
            (void)slice_copy(slice_from(slice_of(*v), prefix.len), to, size);
}

/* Whose terminals these are: by /etc/passwd, or where it has no such user by the environment. */
static void find_account(char *const envp[])
{
    struct os_account *a = &keeper.account;
    if (!os_account((uint32_t)getuid(), a)) {
        *a = (struct os_account){.name = "user", .home = "/"};
        take_variable(envp, "USER=", a->name, sizeof a->name);
        take_variable(envp, "HOME=", a->home, sizeof a->home);
    }
    take_variable(envp, "SHELL=", a->shell, sizeof a->shell);
    if (a->shell[0] != '/')
        (void)slice_copy(SLICE("/bin/sh"), a->shell, sizeof a->shell);
}

/* A descriptor of ours must never be taken for the standard input, output or error. */
static void hold_standard_descriptors(void)
{
    int fd;
    while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= 2)
        ;
    if (fd > 2)
        close(fd);
}

static int fail(const char *what, int error)
{
    listeners_close();
    char storage[256];
    struct text t;
    text_init(&t, storage, sizeof storage - 1);
    text_str(&t, "boundtty: ");
    text_str(&t, what);
    text_str(&t, error_text(error));
    t.size++;
    say(2, &t);
    return 1;
}

int keeper_main(const struct config *config, char *const envp[], keeper_server *serve,
                keeper_reread *reread)
{
    TEXT(error, 512);
    text_str(&error, "boundtty: ");
    log_init("keeper", config->log_level);
    log_encode(config->log_format == LOG_JSON ? logfmt_json : NULL);
    keeper = (struct keeper){.config = config, .reread = reread};
    hold_standard_descriptors();
    find_account(envp);
    sources_init(config->kill_ms);
    endings_init();
    if (!listeners_open(config, envp, &error)) {
        say(2, &error);
        return 2;
    }
    struct board *board = make_board();
    if (!board)
        return fail("the board cannot be made: ", errno);
    keeper.board = board;
    journal_keep(&board->journal);
    if (!logs_open(config, &board->journal, &error)) {
        listeners_close();
        say(2, &error);
        return 2;
    }
    measure_init(&board->figures.keeper, clock_unix());
    if (!signals_open())
        return fail("no pipe is to be had: ", errno);
    (void)os_subreaper();
    server_init(&(struct server_settings){
        .config = config,
        .board = board,
        .serve = serve,
        .spawning = {.envp = envp,
                     .account = &keeper.account,
                     .command = {(const uint8_t *)config->command, config->command_len}},
    });
    notify_init(envp, clock_ms());
    housekeeping_init(config->state_dir, clock_ms());
    print_url();
    run();
    logs_follow();
    listeners_close();
    return 0;
}

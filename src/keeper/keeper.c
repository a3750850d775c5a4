/*
 * One poll() over the signal pipe, the server's socket and the exec pipes of children that are just
 * starting.
 *
 * The server is restarted at once where it had served for a second or was killed from outside; one
 * that dies sooner by itself waits 0.1 s, doubled each time, 30 s at most. What it may ask stands
 * in one table; anything else ends it, and its successor begins anew.
 */
#include "keeper/keeper.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "keeper/children.h"
#include "keeper/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVED_MS 1000
#define BACKOFF_FIRST_MS 100
#define BACKOFF_MOST_MS 30000
#define MESSAGES_A_TURN 64

static struct keeper {
    const struct config *config;
    struct board *board;
    keeper_server *server;
    struct spawn_settings spawning;
    struct os_account account;
    int listeners[LIMIT_LISTENERS];
    int signals[2]; /* a self-pipe: signal numbers */
    int32_t pid;    /* the server's; 0: none runs */
    int socket;     /* to it; -1: none */
    uint16_t listeners_told;
    bool takeover_told, shutdown_told;
    uint64_t ready_ms; /* since when it serves; 0: not yet */
    uint64_t start_ms; /* when the next one is to be started, where none runs */
    uint32_t backoff_ms;
    bool stopping, bye;
    uint64_t stop_until_ms;
} keeper;

static void on_signal(int number)
{
    int saved = errno;
    uint8_t byte = (uint8_t)number;
    ssize_t n = write(keeper.signals[1], &byte, 1);
    (void)n;
    errno = saved;
}

static bool catch_signals(void)
{
    static const int caught[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
    struct sigaction catch = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    if (pipe(keeper.signals) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (fcntl(keeper.signals[i], F_SETFL, O_NONBLOCK) != 0 ||
            fcntl(keeper.signals[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++)
        (void)sigaction(caught[i], &catch, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    return true;
}

static void log_event(enum log_level level, const char *event, uint64_t pid)
{
    struct log_line l;
    log_open(&l, level, event);
    log_u64(&l, "pid", pid);
    log_close(&l);
}

/* The forked server: nothing of the keeper's but the configuration, the board and its socket. */
static _Noreturn void be_server(int socket)
{
    struct sigaction plain = {.sa_handler = SIG_DFL};
    (void)sigaction(SIGCHLD, &plain, NULL);
    (void)os_die_with_parent();
    for (uint16_t i = 0; i < keeper.config->listen_count; i++)
        close(keeper.listeners[i]);
    children_close_fds();
    close(keeper.signals[0]);
    close(keeper.signals[1]);
    _exit(keeper.server(keeper.config, keeper.board, socket));
}

static void server_start(uint64_t now_ms)
{
    int ends[2];
    keeper.start_ms = now_ms + keeper.backoff_ms;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
        return;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_server(ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return;
    }
    keeper.pid = (int32_t)pid;
    keeper.socket = ends[0];
    keeper.listeners_told = 0;
    keeper.takeover_told = false;
    keeper.shutdown_told = false;
    keeper.ready_ms = 0;
    children_owe_all();
}

static void server_ended(int32_t status, uint64_t now_ms)
{
    bool served = keeper.ready_ms > 0 && now_ms >= keeper.ready_ms + SERVED_MS;
    struct log_line l;
    close(keeper.socket);
    keeper.socket = -1;
    keeper.pid = 0;
    if (keeper.stopping) {
        keeper.bye = true;
        return;
    }
    log_open(&l, LOG_WARNING, "server-ended");
    log_u64(&l, WIFSIGNALED(status) ? "signal" : "status",
            (uint64_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)));
    log_close(&l);
    keeper.board->restarts++;
    keeper.board->last_status = status;
    if (served)
        keeper.backoff_ms = 0;
    keeper.start_ms = now_ms + keeper.backoff_ms;
    uint32_t doubled = keeper.backoff_ms > 0 ? keeper.backoff_ms * 2 : BACKOFF_FIRST_MS;
    keeper.backoff_ms = doubled < BACKOFF_MOST_MS ? doubled : BACKOFF_MOST_MS;
}

static void reap(uint64_t now_ms)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if ((int32_t)pid == keeper.pid)
            server_ended(status, now_ms);
        else if (!children_reaped((int32_t)pid, status))
            log_event(LOG_DEBUG, "orphan-reaped", (uint64_t)pid);
    }
}

/* The second request to stop does not wait. */
static void stop(uint64_t now_ms)
{
    if (keeper.stopping) {
        children_kill_all();
        keeper.stop_until_ms = now_ms;
        return;
    }
    log_event(LOG_INFO, "stopping", (uint64_t)getpid());
    keeper.stopping = true;
    keeper.bye = keeper.pid == 0;
    keeper.stop_until_ms = now_ms + keeper.config->shutdown_ms;
    children_end_all(now_ms);
}

static void take_signals(uint64_t now_ms)
{
    uint8_t numbers[64];
    ssize_t n = read(keeper.signals[0], numbers, sizeof numbers);
    bool stops = false;
    for (ssize_t i = 0; i < n; i++)
        stops = stops || numbers[i] == SIGTERM || numbers[i] == SIGINT;
    if (stops)
        stop(now_ms);
    reap(now_ms);
}

static bool ask_start(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    return keeper.stopping || children_start(m, &keeper.spawning);
}

static bool ask_end(const struct message *m, uint64_t now_ms)
{
    children_end(m, now_ms);
    return true;
}

static bool ask_forget(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    children_forget(m);
    return true;
}

static bool ask_ready(const struct message *m, uint64_t now_ms)
{
    (void)m;
    bool first = keeper.ready_ms == 0;
    keeper.ready_ms = now_ms;
    return first;
}

static bool ask_bye(const struct message *m, uint64_t now_ms)
{
    (void)m;
    (void)now_ms;
    keeper.bye = true;
    return keeper.stopping;
}

/* What a server may ask, and in which phase: before it is ready, while it serves, while all stops.
 */
enum phase_bits { BEFORE_READY = 1, SERVING = 2, STOPPING = 4 };
static const struct request {
    enum message_type type;
    unsigned phases;
    bool (*answer)(const struct message *m, uint64_t now_ms);
} requests[] = {
    {MESSAGE_READY, BEFORE_READY | STOPPING, ask_ready},
    {MESSAGE_START, BEFORE_READY | SERVING | STOPPING, ask_start},
    {MESSAGE_END, BEFORE_READY | SERVING | STOPPING, ask_end},
    {MESSAGE_FORGET, BEFORE_READY | SERVING | STOPPING, ask_forget},
    {MESSAGE_BYE, STOPPING, ask_bye},
};

static bool answer(const struct message *m, uint64_t now_ms)
{
    unsigned phase = keeper.stopping ? STOPPING : keeper.ready_ms ? SERVING : BEFORE_READY;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        if (requests[i].type == m->type)
            return (requests[i].phases & phase) != 0 && requests[i].answer(m, now_ms);
    return false;
}

static void server_refuse(void)
{
    log_event(LOG_ERROR, "server-refused", (uint64_t)keeper.pid);
    (void)kill(keeper.pid, SIGKILL);
}

static void take_messages(uint64_t now_ms)
{
    static struct message m;
    int fd;
    for (int i = 0; i < MESSAGES_A_TURN && keeper.socket >= 0; i++) {
        int got = message_receive(keeper.socket, &m, &fd);
        if (got == 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)))
            return;
        if (fd >= 0)
            close(fd);
        if (got < 0 || fd >= 0 || !answer(&m, now_ms)) {
            server_refuse();
            return;
        }
    }
}

static bool tell(enum message_type type, int fd)
{
    static struct message m;
    m = (struct message){.type = type};
    return message_send(keeper.socket, &m, fd);
}

/* What the server is owed; false: its socket is full. */
static bool pay(void)
{
    for (; keeper.listeners_told < keeper.config->listen_count; keeper.listeners_told++)
        if (!tell(MESSAGE_LISTENER, keeper.listeners[keeper.listeners_told]))
            return false;
    if (!children_pay(keeper.socket))
        return false;
    if (!keeper.takeover_told && !(keeper.takeover_told = tell(MESSAGE_TAKEOVER_END, -1)))
        return false;
    if (keeper.stopping && !keeper.shutdown_told)
        keeper.shutdown_told = tell(MESSAGE_SHUTDOWN, -1);
    return !keeper.stopping || keeper.shutdown_told;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
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
    struct pollfd p[2 + LIMIT_WINDOWS];
    nfds_t count = 2;
    p[0] = (struct pollfd){.fd = keeper.signals[0], .events = POLLIN};
    p[1] = (struct pollfd){.fd = keeper.socket, .events = full ? POLLIN | POLLOUT : POLLIN};
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        if (children_at(i)->exec_pipe >= 0)
            p[count++] = (struct pollfd){.fd = children_at(i)->exec_pipe, .events = POLLIN};
    if (poll(p, count, wait_ms(wake_ms, now_ms)) <= 0)
        return;
    uint64_t now = clock_ms();
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        for (nfds_t k = 2; k < count; k++)
            if (p[k].revents && children_at(i)->exec_pipe == p[k].fd)
                children_exec_over(children_at(i));
    if (p[1].revents & POLLIN)
        take_messages(now);
    if (p[0].revents)
        take_signals(now);
}

static bool stopped(uint64_t now_ms)
{
    if (!keeper.stopping)
        return false;
    if (now_ms >= keeper.stop_until_ms) {
        children_kill_all();
        if (keeper.pid > 0)
            (void)kill(keeper.pid, SIGKILL);
    }
    return !children_alive() && keeper.bye && keeper.pid == 0;
}

static void run(void)
{
    uint64_t now = clock_ms();
    while (!stopped(now)) {
        uint64_t wake = children_tick(now);
        bool full = false;
        if (keeper.pid == 0 && !keeper.stopping) {
            if (now >= keeper.start_ms)
                server_start(now);
            else
                wake = earlier(wake, keeper.start_ms);
        }
        if (keeper.pid > 0)
            full = !pay();
        if (keeper.stopping)
            wake = earlier(wake, keeper.stop_until_ms > now ? keeper.stop_until_ms : now + 100);
        turn(wake, now, full);
        now = clock_ms();
    }
}

static bool open_listeners(struct text *error)
{
    for (uint16_t i = 0; i < keeper.config->listen_count; i++) {
        keeper.listeners[i] = listen_open(keeper.config->listen[i], error);
        if (keeper.listeners[i] < 0)
            return false;
    }
    return true;
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
    char storage[2 * LIMIT_PATH_BYTES];
    struct text url;
    const struct config *k = keeper.config;
    text_start(&url, storage, sizeof storage);
    for (uint16_t i = 0; i < k->listen_count && url.len == 0; i++)
        listen_url(k->listen[i], k->base, &url);
    if (url.len > 0) {
        text_str(&url, "#token=");
        text_str(&url, k->token);
    } else {
        text_str(&url, k->listen[0]);
        text_str(&url, " token in ");
        text_str(&url, k->token_file);
    }
    say(1, &url);
}

static struct board *make_board(void)
{
    int fd = os_shared_memory("boundtty", sizeof(struct board));
    struct board *b = fd >= 0 ? board_map(fd) : NULL;
    if (b)
        board_start(b, clock_unix());
    return b;
}

static void find_account(char *const envp[])
{
    struct os_account *a = &keeper.account;
    if (!os_account((uint32_t)getuid(), a))
        *a = (struct os_account){.name = "user", .home = "/", .shell = "/bin/sh"};
    for (char *const *v = envp; *v; v++)
        if (slice_starts(slice_of(*v), SLICE("SHELL=/")))
            (void)slice_copy(slice_of(*v + 6), a->shell, sizeof a->shell);
    if (a->shell[0] == '\0')
        (void)slice_copy(SLICE("/bin/sh"), a->shell, sizeof a->shell);
}

int keeper_main(const struct config *config, char *const envp[], keeper_server *server)
{
    char storage[512];
    struct text error;
    text_start(&error, storage, sizeof storage);
    text_str(&error, "boundtty: ");
    log_start("keeper", LOG_INFO);
    keeper = (struct keeper){.config = config, .server = server, .socket = -1};
    find_account(envp);
    keeper.spawning = (struct spawn_settings){
        .envp = envp,
        .account = &keeper.account,
        .command = {(const uint8_t *)config->command, config->command_len},
    };
    children_setup(config->kill_ms);
    if (!open_listeners(&error)) {
        say(2, &error);
        return 2;
    }
    keeper.board = make_board();
    if (!keeper.board || !catch_signals()) {
        text_str(&error, "no memory for the board, or no pipe to be had");
        say(2, &error);
        return 1;
    }
    (void)os_subreaper();
    print_url();
    run();
    for (uint16_t i = 0; i < config->listen_count; i++)
        listen_remove(config->listen[i]);
    return 0;
}

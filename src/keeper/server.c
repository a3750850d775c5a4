/*
 * What the server may ask stands in one table, by phase; anything else ends it, and its successor
 * begins anew. One that had served for a second is started again at once; one that dies sooner
 * after 0.1 s, doubled each time, 30 s at most.
 *
 * A successor is told that the takeover is over only when every exec that was under way has been
 * decided, so that it never asks again for what has already been started.
 */
#include "keeper/server.h"

#include "base/log.h"
#include "keeper/listeners.h"
#include "keeper/log/logs.h"
#include "keeper/log/window_logs.h"
#include "keeper/measure.h"
#include "keeper/notify.h"
#include "keeper/signals.h"
#include "keeper/sources.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKOFF_FIRST_MS 100
#define BACKOFF_MOST_MS 30000
#define MESSAGES_A_TURN (4 * LIMIT_CHILDREN)

static struct server {
    struct server_settings with;
    int32_t pid; /* 0: none runs */
    int socket;  /* -1: none */
    uint16_t listeners_told;
    bool takeover_told, shutdown_told;
    bool stopping;
    bool renewing;     /* this one steps down for a successor with another configuration */
    uint64_t ready_ms; /* since when it serves; 0: not yet */
    uint64_t ping_ms;  /* when the next PING is due; before it serves: by when it must */
    bool pinged;       /* and its answer is awaited */
    bool owes_ping;    /* there was no room for it yet */
    uint64_t start_ms; /* when the next one is to be started, where none runs */
    uint64_t ended_ms; /* when the one before ended; 0: there was none */
    int32_t ended_status;
    uint32_t backoff_ms;
} server;

void server_init(const struct server_settings *settings)
{
    server = (struct server){.with = *settings, .socket = -1, .backoff_ms = BACKOFF_FIRST_MS};
}

bool server_alive(void)
{
    return server.pid > 0;
}

int server_socket(void)
{
    return server.socket;
}

/* The keeper's terminal is not the server's. */
static void leave_terminal(void)
{
    int fd = open("/dev/null", O_RDWR);
    if (fd < 0)
        return;
    for (int i = 0; i < 2; i++)
        (void)dup2(fd, i);
    if (fd > 2)
        close(fd);
}

/* The forked server: nothing of the keeper's but the configuration, the board and its socket. */
static _Noreturn void be_server(int socket, pid_t keeper)
{
    (void)os_die_with_parent();
    if (getppid() != keeper)
        _exit(1);
    listeners_close_fds();
    sources_close_fds();
    measure_close();
    logs_close();
    signals_close();
    leave_terminal();
    signals_default();
    _exit(server.with.serve(server.with.config, server.with.board, socket));
}

static bool open_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    return true;
}

/* The next start, should this one fail or the server not live for long. */
static void back_off(uint64_t now_ms)
{
    server.start_ms = now_ms + server.backoff_ms;
    uint32_t doubled = server.backoff_ms * 2;
    server.backoff_ms = doubled < BACKOFF_MOST_MS ? doubled : BACKOFF_MOST_MS;
}

static void log_no_start(int error)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "server-not-started");
    log_errno(&l, error);
    log_close(&l);
}

static bool start(void)
{
    int ends[2];
    sigset_t before;
    pid_t keeper = getpid();
    if (!open_pair(ends))
        return false;
    signals_hold(&before);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_server(ends[1], keeper);
    }
    int error = errno;
    signals_release(&before);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        errno = error;
        return false;
    }
    server.pid = (int32_t)pid;
    server.socket = ends[0];
    return true;
}

static bool tell(enum message_type type, int fd)
{
    static struct message m;
    m = (struct message){.type = type};
    return message_send(server.socket, &m, fd);
}

static void log_hang(void)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "server-hangs");
    log_u64(&l, "pid", (uint64_t)server.pid);
    log_u64(&l, "ms", server.with.config->hang_ms);
    log_close(&l);
}

/* A server that serves is asked for a sign of life; one that gave none since it was last asked is
 * ended, as is one that does not read what it is asked. One that takes over has the same time,
 * counted from when no exec is waited for any more. */
static uint64_t watch(uint64_t now_ms)
{
    if (server.socket < 0 || server.stopping)
        return UINT64_MAX;
    if (server.ready_ms == 0 && children_starting())
        server.ping_ms = now_ms + server.with.config->hang_ms;
    if (now_ms < server.ping_ms)
        return server.ping_ms;
    if (server.ready_ms == 0 || server.pinged) {
        log_hang();
        server_kill();
        return UINT64_MAX;
    }
    server.pinged = server.owes_ping = true;
    server.ping_ms = now_ms + server.with.config->hang_ms;
    return server.ping_ms;
}

uint64_t server_tick(uint64_t now_ms)
{
    if (server.pid > 0)
        return watch(now_ms);
    if (server.stopping)
        return UINT64_MAX;
    if (now_ms < server.start_ms)
        return server.start_ms;
    if (!start()) {
        log_no_start(errno);
        back_off(now_ms);
        return server.start_ms;
    }
    server.listeners_told = 0;
    server.takeover_told = false;
    server.shutdown_told = false;
    server.ready_ms = 0;
    server.pinged = server.owes_ping = false;
    server.ping_ms = now_ms + server.with.config->hang_ms;
    sources_owe_all(now_ms);
    return server.ping_ms;
}

static bool ask_start(const struct message *m, uint64_t now_ms)
{
    return server.stopping || sources_start(m, &server.with.spawning, now_ms);
}

static bool ask_end(const struct message *m, uint64_t now_ms)
{
    return sources_end(m, now_ms);
}

static bool ask_lost(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    return sources_lost(m);
}

static bool ask_log(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    return window_logs_open(m);
}

static bool ask_forget(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    return sources_forget(m);
}

/* It has woken the keeper up, which tells its figures and follows the journal whenever it is awake.
 */
static bool ask_awake(const struct message *m, uint64_t now_ms)
{
    (void)m;
    (void)now_ms;
    return true;
}

static void log_how(struct log_line *l, int32_t status)
{
    log_u64(l, WIFSIGNALED(status) ? "signal" : "status",
            (uint64_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)));
}

/* What the one before died of, and for how long nobody was served. */
static void log_restarted(uint64_t now_ms)
{
    struct log_line l;
    log_open(&l, LOG_WARNING, "server-restarted");
    log_how(&l, server.ended_status);
    log_u64(&l, "after_ms", now_ms - server.ended_ms);
    log_close(&l);
}

static bool ask_ready(const struct message *m, uint64_t now_ms)
{
    (void)m;
    server.ready_ms = now_ms;
    if (server.ended_ms > 0)
        log_restarted(now_ms);
    server.ping_ms = now_ms + server.with.config->hang_ms;
    notify_ready();
    return true;
}

/* It lives. */
static bool ask_pong(const struct message *m, uint64_t now_ms)
{
    (void)m;
    (void)now_ms;
    server.pinged = false;
    return true;
}

/* It ends by itself now; its exit is what is waited for. */
static bool ask_bye(const struct message *m, uint64_t now_ms)
{
    (void)m;
    (void)now_ms;
    return true;
}

/* What a server may ask, and when: before it is ready, while it serves, while all stops. */
enum phase_bits { BEFORE_READY = 1, SERVING = 2, STOPPING = 4 };
static const struct request {
    enum message_type type;
    unsigned phases;
    bool (*answer)(const struct message *m, uint64_t now_ms);
} requests[] = {
    {MESSAGE_READY, BEFORE_READY | STOPPING, ask_ready},
    {MESSAGE_START, BEFORE_READY | SERVING | STOPPING, ask_start},
    {MESSAGE_END, BEFORE_READY | SERVING | STOPPING, ask_end},
    {MESSAGE_LOST, BEFORE_READY | SERVING | STOPPING, ask_lost},
    {MESSAGE_LOG, BEFORE_READY | SERVING | STOPPING, ask_log},
    {MESSAGE_FORGET, BEFORE_READY | SERVING | STOPPING, ask_forget},
    {MESSAGE_FIGURES, BEFORE_READY | SERVING | STOPPING, ask_awake},
    {MESSAGE_LOGGED, BEFORE_READY | SERVING | STOPPING, ask_awake},
    {MESSAGE_PONG, SERVING | STOPPING, ask_pong},
    {MESSAGE_BYE, STOPPING, ask_bye},
};

static bool answer(const struct message *m, uint64_t now_ms)
{
    unsigned phase = server.stopping || server.renewing ? STOPPING
                     : server.ready_ms                  ? SERVING
                                                        : BEFORE_READY;
    for (size_t i = 0; i < COUNT(requests); i++)
        if (requests[i].type == m->type)
            return (requests[i].phases & phase) != 0 && requests[i].answer(m, now_ms);
    return false;
}

static void refuse(uint32_t type)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "server-refused");
    log_u64(&l, "pid", (uint64_t)server.pid);
    log_u64(&l, "message", type);
    log_close(&l);
    server_kill();
}

/* No more is heard from it: what it may have sent is the fault's, and its end is near. */
static void close_socket(void)
{
    if (server.socket >= 0)
        close(server.socket);
    server.socket = -1;
}

void server_hear(uint64_t now_ms)
{
    static struct message m;
    int fd;
    for (int i = 0; i < MESSAGES_A_TURN && server.socket >= 0; i++) {
        int got = message_receive(server.socket, &m, &fd);
        if (got < 0 && message_later(errno))
            return;
        if (fd >= 0)
            close(fd);
        if (got == 0) {
            server_kill(); /* it has closed its side: it is ending, or has lost its way */
            close_socket();
        } else if (got < 0 || fd >= 0 || !answer(&m, now_ms)) {
            refuse(got < 0 ? MESSAGE_NONE : m.type);
            close_socket();
        }
    }
}

bool server_pay(void)
{
    if (server.socket < 0)
        return true;
    if (server.owes_ping && !tell(MESSAGE_PING, -1))
        return false;
    server.owes_ping = false;
    int listener;
    while ((listener = listeners_at(server.listeners_told)) >= 0) {
        if (!tell(MESSAGE_LISTENER, listener))
            return false;
        server.listeners_told++;
    }
    if (!sources_pay(server.socket))
        return false;
    if (!server.takeover_told && !children_starting()) {
        server.takeover_told = tell(MESSAGE_TAKEOVER_END, -1);
        if (!server.takeover_told)
            return false;
    }
    if ((server.stopping || server.renewing) && server.takeover_told && !server.shutdown_told) {
        server.shutdown_told = tell(MESSAGE_SHUTDOWN, -1);
        return server.shutdown_told;
    }
    return true;
}

static void log_end(int32_t status)
{
    struct log_line l;
    log_open(&l, server.stopping || server.renewing ? LOG_INFO : LOG_WARNING, "server-ended");
    log_how(&l, status);
    log_close(&l);
}

bool server_reaped(int32_t pid, int32_t status, uint64_t now_ms)
{
    if (server.pid == 0 || pid != server.pid)
        return false;
    server.pid = 0; /* before what it said last is heard: there is nobody to be killed */
    server_hear(now_ms);
    close_socket();
    log_end(status);
    if (server.stopping)
        return true;
    if (server.renewing && WIFEXITED(status)) {
        server.renewing = false;
        server.start_ms = now_ms;
        return true;
    }
    server.renewing = false; /* the next one has the new configuration */
    server.with.board->restarts++;
    server.with.board->last_status = status;
    server.ended_ms = now_ms;
    server.ended_status = status;
    if (server.ready_ms > 0 &&
        now_ms - server.ready_ms >= server.with.config->server_min_uptime_ms) {
        server.backoff_ms = BACKOFF_FIRST_MS;
        server.start_ms = now_ms;
    } else {
        back_off(now_ms);
    }
    return true;
}

void server_renew(const struct config *config)
{
    server.with.config = config;
    server.with.spawning.command = slice_make(config->command, config->command_len);
    server.renewing = server.pid > 0;
}

void server_stop(void)
{
    server.stopping = true;
}

void server_kill(void)
{
    if (server.pid > 0)
        (void)kill(server.pid, SIGKILL);
}

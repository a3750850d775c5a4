/*
 * Starts the server, answers its requests, and restarts it. One table lists the server's requests
 * and the phases in which each is permitted (as in OpenSSH's monitor); any other message is a
 * fault: that server is killed, and its successor takes over. A server that had served for a second
 * is restarted at once; one that died sooner after 0.1 s, doubled each time, at most 30 s.
 *
 * A successor is sent TAKEOVER_END only when every exec that was under way has succeeded or failed,
 * and therefore never repeats a request that was already carried out.
 */
#include "keeper/server.h"

#include "base/bug.h"
#include "base/log.h"
#include "keeper/listeners.h"
#include "keeper/notify.h"
#include "keeper/sources.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKOFF_FIRST_MS 100
#define BACKOFF_MAX_MS 30000
#define MESSAGES_A_TURN (4 * LIMIT_CHILDREN)

static struct server {
    struct server_settings with;
    int32_t pid;             /* 0: none runs */
    int socket;              /* -1: none */
    int watch;               /* watch of the socket, if it is open */
    uint32_t received;       /* a bit for each message type received from this server */
    uint16_t listeners_sent; /* LISTENER messages sent so far */
    bool takeover_sent;      /* TAKEOVER_END was sent */
    bool shutdown_sent;      /* SHUTDOWN was sent */
    bool stopping;           /* no server is started any more */
    bool renewing;           /* this server exits for a successor with another configuration */
    uint64_t ready_ms;       /* time of READY; 0: not received yet */
    uint64_t ping_ms;        /* time of the next PING; before READY: deadline of READY */
    bool pinged;             /* a PING awaits its answer */
    bool ping_pending;       /* that PING has not been sent yet */
    bool reopen_pending;     /* REOPEN is to be sent */
    uint64_t start_ms;       /* time of the next start, if no server runs */
    uint64_t ended_ms;       /* end of the server before this one; 0: none */
    int32_t ended_status;    /* status of that server, as wait() returns it */
    uint32_t backoff_ms;
} server;

static void server_hear(uint32_t id, short revents, uint64_t now_ms);

void server_init(const struct server_settings *settings)
{
    server = (struct server){.with = *settings, .socket = -1, .backoff_ms = BACKOFF_FIRST_MS};
}

bool server_alive(void)
{
    return server.pid > 0;
}

/* Delays the next start, in case this one fails or the server does not live for long. */
static void server_back_off(uint64_t now_ms)
{
    server.start_ms = now_ms + server.backoff_ms;
    uint32_t doubled = server.backoff_ms * 2;
    server.backoff_ms = doubled < BACKOFF_MAX_MS ? doubled : BACKOFF_MAX_MS;
}

static bool server_start(uint64_t now_ms)
{
    int32_t pid;
    int fd = launch_server(server.with.serve, server.with.config, server.with.board, &pid);
    if (fd < 0)
        return false;
    server.pid = pid;
    server.socket = fd;
    server.watch = loop_watch(fd, POLLIN, server_hear, 0);
    BUG_UNLESS(server.watch >= 0);
    server.received = 0;
    server.listeners_sent = 0;
    server.takeover_sent = server.shutdown_sent = false;
    server.ready_ms = 0;
    server.pinged = server.ping_pending = server.reopen_pending = false;
    server.ping_ms = now_ms + server.with.config->hang_ms;
    return true;
}

static void log_not_started(int error)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "server-not-started");
    log_errno(&l, error);
    log_close(&l);
}

static void log_hanging(void)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "server-hangs");
    log_u64(&l, "pid", (uint64_t)server.pid);
    log_u64(&l, "ms", server.with.config->hang_ms);
    log_close(&l);
}

/* Sends a PING at each deadline to a server that serves; kills one that has not answered the
 * previous PING, or whose socket did not even accept it. A server in its takeover has the same time
 * until READY, counted from the moment when no exec is awaited any more. */
static uint64_t server_watch_over(uint64_t now_ms)
{
    if (server.socket < 0 || server.stopping)
        return UINT64_MAX;
    if (server.ready_ms == 0 && children_starting())
        server.ping_ms = now_ms + server.with.config->hang_ms;
    if (now_ms < server.ping_ms)
        return server.ping_ms;
    if (server.ready_ms == 0 || server.pinged) {
        log_hanging();
        server_kill();
        return UINT64_MAX;
    }
    server.pinged = server.ping_pending = true;
    server.ping_ms = now_ms + server.with.config->hang_ms;
    return server.ping_ms;
}

uint64_t server_tick(uint64_t now_ms)
{
    if (server.pid > 0)
        return server_watch_over(now_ms);
    if (server.stopping)
        return UINT64_MAX;
    if (now_ms < server.start_ms)
        return server.start_ms;
    if (!server_start(now_ms)) {
        log_not_started(errno);
        server_back_off(now_ms);
        return server.start_ms;
    }
    sources_new_server(now_ms);
    return server.ping_ms;
}

static void log_status(struct log_line *l, int32_t status)
{
    log_u64(l, WIFSIGNALED(status) ? "signal" : "status",
            (uint64_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)));
}

/* Logs how the server before this one ended, and for how long nobody was served. */
static void log_restarted(uint64_t now_ms)
{
    struct log_line l;
    log_open(&l, LOG_WARNING, "server-restarted");
    log_status(&l, server.ended_status);
    log_u64(&l, "after_ms", now_ms - server.ended_ms);
    log_close(&l);
}

static bool server_ready(const struct message *m, uint64_t now_ms)
{
    (void)m;
    server.ready_ms = now_ms;
    if (server.ended_ms > 0)
        log_restarted(now_ms);
    server.ping_ms = now_ms + server.with.config->hang_ms;
    notify_ready();
    return true;
}

static bool server_pong(const struct message *m, uint64_t now_ms)
{
    (void)m;
    (void)now_ms;
    server.pinged = false;
    return true;
}

/* FIGURES and LOGGED only wake the keeper up, which publishes its figures and follows the journal
 * in every turn; after BYE only the exit is awaited. */
static bool server_nothing_to_do(const struct message *m, uint64_t now_ms)
{
    (void)m;
    (void)now_ms;
    return true;
}

/* The phases of a server; PINGED is combined with one of the others. After BYE no phase holds. */
enum server_phase {
    STARTING = 1, /* READY not received */
    SERVING = 2,
    CLOSING = 4, /* SHUTDOWN sent */
    PINGED = 8,  /* PING sent and not answered yet */
    ANY = STARTING | SERVING | CLOSING,
};

#define ONCE true /* at most once from each server */
#define OFTEN false

static const struct request {
    enum message_type type;
    unsigned phases;
    bool once;
    bool (*answer)(const struct message *m,
                   uint64_t now_ms); /* false: no correct server would send this */
} requests[] = {
    {MESSAGE_READY, STARTING | CLOSING, ONCE, server_ready},
    {MESSAGE_START, ANY, OFTEN, sources_start},
    {MESSAGE_END, ANY, OFTEN, sources_end},
    {MESSAGE_LOST, ANY, OFTEN, sources_lost},
    {MESSAGE_LOG, ANY, OFTEN, sources_log},
    {MESSAGE_FORGET, ANY, OFTEN, sources_forget},
    {MESSAGE_FIGURES, SERVING | CLOSING, OFTEN, server_nothing_to_do},
    {MESSAGE_LOGGED, SERVING | CLOSING, OFTEN, server_nothing_to_do},
    {MESSAGE_PONG, PINGED, OFTEN, server_pong},
    {MESSAGE_BYE, CLOSING, ONCE, server_nothing_to_do},
};

_Static_assert(MESSAGE_TYPES <= 32, "each type has a bit in received");

static bool server_received(enum message_type type)
{
    return server.received & 1u << type;
}

static unsigned server_phases(void)
{
    if (server_received(MESSAGE_BYE))
        return 0;
    return (server.shutdown_sent  ? CLOSING
            : server.ready_ms > 0 ? SERVING
                                  : STARTING) |
           (server.pinged && !server.ping_pending ? PINGED : 0u);
}

static bool server_answer(const struct message *m, uint64_t now_ms)
{
    for (size_t i = 0; i < COUNT(requests); i++) {
        const struct request *r = &requests[i];
        if (r->type != m->type)
            continue;
        if (!(r->phases & server_phases()) || (r->once && server_received(r->type)))
            return false;
        server.received |= 1u << r->type;
        return r->answer(m, now_ms);
    }
    return false;
}

/* Closes the socket of a server at fault unread: messages still queued may be part of the fault. */
static void server_close_socket(void)
{
    if (server.socket < 0)
        return;
    loop_forget(server.watch);
    close(server.socket);
    server.socket = -1;
}

static void server_refuse(uint32_t type)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "server-refused");
    log_u64(&l, "pid", (uint64_t)server.pid);
    log_u64(&l, "message", type);
    log_close(&l);
    server_kill();
    server_close_socket();
}

/* Reads one message; false if none is left. */
static bool server_receive(uint64_t now_ms)
{
    static struct message m;
    int fd;
    if (server.socket < 0)
        return false;
    int got = message_receive(server.socket, &m, &fd);
    if (got < 0 && message_later(errno))
        return false;
    if (fd >= 0)
        close(fd);
    if (got == 0) {
        server_kill(); /* the server closed its end: it is exiting, or misbehaving */
        server_close_socket();
    } else if (got < 0 || fd >= 0 || !server_answer(&m, now_ms)) {
        server_refuse(got < 0 ? MESSAGE_NONE : m.type);
    }
    return true;
}

/* Called for events of the socket. POLLOUT alone needs no action: server_flush() follows in this
 * turn. */
static void server_hear(uint32_t id, short revents, uint64_t now_ms)
{
    (void)id;
    int most = revents & ~POLLOUT ? MESSAGES_A_TURN : 0;
    for (int i = 0; i < most && server_receive(now_ms); i++)
        ;
}

static bool server_send(enum message_type type, int fd)
{
    static struct message m;
    m = (struct message){.type = type};
    return message_send(server.socket, &m, fd);
}

static bool server_send_listeners(void)
{
    int listener;
    while ((listener = listeners_at(server.listeners_sent)) >= 0) {
        if (!server_send(MESSAGE_LISTENER, listener))
            return false;
        server.listeners_sent++;
    }
    return true;
}

/* Sends the messages due in this phase; false if the socket is full. */
static bool server_send_pending(void)
{
    if (server.ping_pending && !server_send(MESSAGE_PING, -1))
        return false;
    server.ping_pending = false;
    if (server.reopen_pending && !server_send(MESSAGE_REOPEN, -1))
        return false;
    server.reopen_pending = false;
    if (!server_send_listeners() || !sources_flush(server.socket))
        return false;
    if (!server.takeover_sent && children_starting())
        return true;
    if (!server.takeover_sent && !server_send(MESSAGE_TAKEOVER_END, -1))
        return false;
    server.takeover_sent = true;
    if (!(server.stopping || server.renewing) || server.shutdown_sent)
        return true;
    server.shutdown_sent = server_send(MESSAGE_SHUTDOWN, -1);
    return server.shutdown_sent;
}

void server_flush(void)
{
    if (server.socket >= 0)
        loop_want(server.watch, server_send_pending() ? POLLIN : POLLIN | POLLOUT);
}

static void log_ended(int32_t status)
{
    struct log_line l;
    log_open(&l, server.stopping || server.renewing ? LOG_INFO : LOG_WARNING, "server-ended");
    log_status(&l, status);
    log_close(&l);
}

/* Handles a server that ended without being asked to. */
static void server_failed(int32_t status, uint64_t now_ms)
{
    server.renewing = false; /* the successor has the new configuration */
    server.with.board->restarts++;
    server.with.board->last_status = status;
    server.ended_ms = now_ms;
    server.ended_status = status;
    if (server.ready_ms > 0 &&
        now_ms - server.ready_ms >= server.with.config->server_min_uptime_ms) {
        server.backoff_ms = BACKOFF_FIRST_MS;
        server.start_ms = now_ms;
    } else {
        server_back_off(now_ms);
    }
}

bool server_reaped(int32_t pid, int32_t status, uint64_t now_ms)
{
    if (server.pid == 0 || pid != server.pid)
        return false;
    server.pid = 0; /* a fault in its last messages then kills no process */
    server_hear(0, POLLIN, now_ms);
    server_close_socket();
    log_ended(status);
    if (server.stopping)
        return true;
    if (server.renewing && WIFEXITED(status)) {
        server.renewing = false;
        server.start_ms = now_ms;
    } else {
        server_failed(status, now_ms);
    }
    return true;
}

void server_configure(const struct config *config, bool renew)
{
    server.with.config = config;
    server.renewing |= renew && server.pid > 0;
}

bool server_is_current(void)
{
    return server.ready_ms > 0 && !server.renewing && server.pid > 0;
}

void server_reopen(void)
{
    server.reopen_pending = server.pid > 0;
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

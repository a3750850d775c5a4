/*
 * A keeper for tests: it runs in a child of the test, and its server only relays. Messages of the
 * keeper to its server come to the test, descriptors included; those of the test are sent to the
 * keeper by the server. Each server introduces itself with a message of type NONE: its pid, the
 * restarts before it (status), the wait status of the one before it (error), and the number of its
 * open descriptors (request).
 */
#ifndef TESTS_KEEPER_STAGE_H
#define TESTS_KEEPER_STAGE_H

#include "base/clock.h"
#include "board/message.h"
#include "check.h"
#include "fds.h"
#include "keeper/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 20000

extern char **environ;

static struct stage {
    struct config config;
    char directory[32];
    int control[2]; /* the test's side and the servers' */
    int url;        /* what the keeper prints */
    pid_t keeper;
    int32_t server; /* pid of the server that introduced itself last */
    bool mute;      /* servers never send READY, and end at once */
    bool hangs;     /* servers never send READY, and hang */
    bool silent;    /* servers relay, and never send READY by themselves */
    bool lingers;   /* servers relay even after SHUTDOWN, instead of BYE and an end */
    unsigned fds;   /* own_fds() before the keeper was forked */
} stage;

static inline void nap(void)
{
    struct timespec t = {.tv_nsec = 2000000};
    nanosleep(&t, NULL);
}

/* WAIT_FOR(condition): repeats the check until it holds. */
#define WAIT_FOR(condition)                                                                        \
    do {                                                                                           \
        uint64_t wait_until = clock_ms() + PATIENCE_MS;                                            \
        while (!(condition) && clock_ms() < wait_until)                                            \
            nap();                                                                                 \
        CHECK(condition);                                                                          \
    } while (0)

static inline bool exists(int32_t pid)
{
    return kill(pid, 0) == 0;
}

static inline void pass_on(int to, const struct message *m, int fd)
{
    while (!message_send(to, m, fd)) {
        struct pollfd p = {.fd = to, .events = POLLOUT};
        if (errno != EAGAIN || poll(&p, 1, -1) < 0)
            _exit(3);
    }
    if (fd >= 0)
        close(fd);
}

/* Relays one message of the keeper. Returns -1, or the exit status of the server. */
static inline int relay(int keeper)
{
    struct message m, bye = {.type = MESSAGE_BYE};
    int fd, got = message_receive(keeper, &m, &fd);
    if (got == 0)
        return 4;
    if (got != 1)
        return -1;
    pass_on(stage.control[1], &m, fd);
    if (m.type != MESSAGE_SHUTDOWN || stage.lingers)
        return -1;
    pass_on(keeper, &bye, -1);
    return 0;
}

static inline int serve(const struct config *config, struct board *board, int keeper)
{
    struct message m = {.type = MESSAGE_NONE,
                        .pid = (int32_t)getpid(),
                        .status = (int32_t)board->restarts,
                        .error = board->last_status,
                        .request = own_fds()};
    struct message ready = {.type = MESSAGE_READY};
    int fd;
    (void)config;
    if (!board_fits(board))
        return 9;
    pass_on(stage.control[1], &m, -1);
    if (stage.mute)
        return 1;
    while (stage.hangs)
        pause();
    if (!stage.silent)
        pass_on(keeper, &ready, -1);
    for (;;) {
        struct pollfd p[2] = {{.fd = keeper, .events = POLLIN},
                              {.fd = stage.control[1], .events = POLLIN}};
        if (poll(p, 2, -1) < 0)
            return 2;
        int status = relay(keeper);
        if (status >= 0)
            return status;
        int got = message_receive(stage.control[1], &m, &fd);
        if (got == 0)
            return 5;
        if (got == 1)
            pass_on(keeper, &m, fd);
    }
}

/* The stage has no file to read again. */
static const struct config *reread(const struct config *in_use, struct text *error)
{
    (void)in_use;
    text_str(error, "the stage has no configuration");
    return NULL;
}

static inline void stage_config(void)
{
    struct config *c = &stage.config;
    memset(&stage, 0, sizeof stage);
    strcpy(stage.directory, "/tmp/boundtty-unit-XXXXXX");
    if (!mkdtemp(stage.directory))
        exit(2);
    snprintf(c->listen[0], sizeof c->listen[0], "unix:%s/socket", stage.directory);
    c->listen_count = 1;
    strcpy(c->token, "0123456789abcdef");
    snprintf(c->token_file, sizeof c->token_file, "%s/token", stage.directory);
    strcpy(c->log, "stderr");
    c->socket_mode = 0660;
    c->kill_ms = 300;
    c->shutdown_ms = 10000;
    c->server_min_uptime_ms = 1;
    c->hang_ms = 60000;
}

static inline void stage_start(void)
{
    int out[2];
    stage.fds = own_fds();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, stage.control) != 0 || pipe(out) != 0)
        exit(2);
    for (int i = 0; i < 2; i++)
        fcntl(stage.control[i], F_SETFL, O_NONBLOCK);
    fflush(stdout);
    stage.keeper = fork();
    if (stage.keeper == 0) {
        close(stage.control[0]);
        close(out[0]);
        dup2(out[1], 1);
        close(out[1]);
        if (!getenv("LOUD")) {
            int null = open("/dev/null", O_WRONLY);
            dup2(null, 2);
            close(null);
        }
        exit(keeper_main(&stage.config, environ, serve, reread));
    }
    close(out[1]);
    stage.url = out[0];
}

/* Receives the next message of any type; false if none came. Notes a server that introduces
 * itself. */
static inline bool hear(struct message *m, int *fd)
{
    uint64_t until = clock_ms() + PATIENCE_MS;
    while (clock_ms() < until) {
        if (message_receive(stage.control[0], m, fd) == 1) {
            if (m->type == MESSAGE_NONE)
                stage.server = m->pid;
            return true;
        }
        struct pollfd p = {.fd = stage.control[0], .events = POLLIN};
        poll(&p, 1, 50);
    }
    m->type = MESSAGE_TYPES;
    return false;
}

/* Receives the next message, which must be of this type; returns its descriptor. */
static inline int expect(enum message_type type, struct message *m)
{
    int fd = -1;
    hear(m, &fd);
    CHECK_U64(type, m->type);
    if (m->type != type && fd >= 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Skips everything up to the end of a takeover. */
static inline void expect_takeover(void)
{
    struct message m;
    int fd;
    do {
        if (!hear(&m, &fd))
            break;
        if (fd >= 0)
            close(fd);
    } while (m.type != MESSAGE_TAKEOVER_END);
    CHECK_U64(MESSAGE_TAKEOVER_END, m.type);
}

static inline struct handle window(uint16_t index)
{
    return (struct handle){.index = index, .generation = 1};
}

static inline void say(enum message_type type, uint16_t index, uint32_t request)
{
    struct message m = {.type = type, .window = window(index), .request = request};
    pass_on(stage.control[0], &m, -1);
}

/* Sends START; words end with NULL. */
static inline void say_start(uint16_t index, uint32_t request, const char *const *words)
{
    struct message m = {
        .type = MESSAGE_START, .window = window(index), .request = request, .cols = 91, .rows = 33};
    for (; *words; words++) {
        size_t n = strlen(*words) + 1;
        memcpy(m.source.bytes + m.source.argv_len, *words, n);
        m.source.argv_len = (uint16_t)(m.source.argv_len + n);
    }
    pass_on(stage.control[0], &m, -1);
}

/* Starts sh -c script in a window; returns its PTY. */
static inline int start_shell(uint16_t index, uint32_t request, const char *script,
                              struct message *m)
{
    say_start(index, request, (const char *const[]){"sh", "-c", script, NULL});
    int fd = expect(MESSAGE_STARTED, m);
    CHECK(fd >= 0);
    return fd;
}

/* Reads the PTY until the text or its end has come; `all` receives everything read. */
static inline bool read_until(int pty, const char *text, char *all, size_t size)
{
    size_t used = 0;
    uint64_t until = clock_ms() + PATIENCE_MS;
    all[0] = '\0';
    while (clock_ms() < until && used + 1 < size) {
        struct pollfd p = {.fd = pty, .events = POLLIN};
        if (poll(&p, 1, 50) <= 0)
            continue;
        ssize_t n = read(pty, all + used, size - 1 - used);
        if (n < 0 && errno == EAGAIN)
            continue;
        if (n <= 0)
            break;
        used += (size_t)n;
        all[used] = '\0';
        if (text && strstr(all, text))
            return true;
    }
    return text == NULL;
}

static inline void expect_forgotten(uint16_t index, uint32_t request)
{
    struct message m;
    expect(MESSAGE_ENDED, &m);
    say(MESSAGE_FORGET, index, request);
}

static inline unsigned entries_of(const char *format, int32_t pid)
{
    char path[64];
    unsigned n = 0;
    snprintf(path, sizeof path, format, (int)pid);
    DIR *d = opendir(path);
    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

static inline unsigned keeper_fds(void)
{
    return entries_of("/proc/%d/fd", (int32_t)stage.keeper);
}

/* Returns how many children a process has, zombies included. */
static inline unsigned children_of(int32_t pid)
{
    char path[64], text[65536];
    unsigned n = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    FILE *f = fopen(path, "r");
    size_t len = f ? fread(text, 1, sizeof text, f) : 0;
    if (f)
        fclose(f);
    for (size_t i = 0; i < len; i++)
        n += text[i] == ' ';
    return n;
}

/* Returns the keeper's exit status; files left in the directory are an error. */
static inline int stage_wait(void)
{
    int status = -1;
    char path[64];
    struct stat st;
    uint64_t until = clock_ms() + PATIENCE_MS;
    while (waitpid(stage.keeper, &status, WNOHANG) == 0 && clock_ms() < until)
        nap();
    snprintf(path, sizeof path, "%s/socket", stage.directory);
    if (WIFEXITED(status))
        CHECK(stat(path, &st) != 0);
    (void)unlink(path);
    (void)rmdir(stage.directory);
    close(stage.control[0]);
    close(stage.control[1]);
    close(stage.url);
    return status;
}

#endif

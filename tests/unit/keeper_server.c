/* The server dies, misbehaves, and is restarted; the windows do not notice. */
#define _GNU_SOURCE /* prlimit() */

#include "keeper_stage.h"

#include <sys/resource.h>

#define KILLS 100

static int restarts;

/* Makes the stage's keeper log into a file. */
static void stage_log(void)
{
    snprintf(stage.config.log, sizeof stage.config.log, "%s/log", stage.directory);
    stage.config.log_bytes = 100000;
    stage.config.log_files = 2;
}

/* Returns whether the log has a line that holds both texts. */
static bool logged(const char *event, const char *values)
{
    char line[1024];
    bool found = false;
    FILE *f = fopen(stage.config.log, "r");
    while (f && !found && fgets(line, sizeof line, f))
        found = strstr(line, event) && strstr(line, values);
    if (f)
        fclose(f);
    return found;
}

static void stage_stop(void)
{
    kill(stage.keeper, SIGTERM);
    if (stage.config.log[0] == '/')
        unlink(stage.config.log);
    CHECK_U64(0, stage_wait());
}

/* Expects the window as held: the same program, and its PTY answers. */
static void expect_held(int32_t pid, const char *word)
{
    struct message m;
    char text[256];
    int fd = expect(MESSAGE_HELD, &m);
    CHECK_U64(pid, m.pid);
    if (fd < 0)
        return;
    CHECK(write(fd, word, strlen(word)) == (ssize_t)strlen(word));
    CHECK(read_until(fd, word, text, sizeof text));
    close(fd);
}

static void kills(void)
{
    struct message m;
    STORY(
        "a server that is killed 100 times is restarted each time; programs keep their pid and PTY")
    {
        int fd = start_shell(0, 1, "stty raw -echo; echo up; exec cat", &m);
        char text[256];
        int32_t pid = m.pid;
        uint64_t slowest = 0;
        CHECK(read_until(fd, "up", text, sizeof text));
        close(fd);
        unsigned fds = keeper_fds();
        for (int i = 0; i < KILLS && !check_story_failed; i++) {
            nap(); /* it is to have served for server_min_uptime_ms, 1 ms here */
            int32_t before = stage.server;
            uint64_t start = clock_ms();
            kill(before, SIGKILL);
            expect(MESSAGE_NONE, &m);
            CHECK(stage.server != before);
            CHECK(WIFSIGNALED(m.error) && WTERMSIG(m.error) == SIGKILL);
            close(expect(MESSAGE_LISTENER, &m));
            expect_held(pid, "hello");
            expect(MESSAGE_TAKEOVER_END, &m);
            uint64_t took = clock_ms() - start;
            slowest = took > slowest ? took : slowest;
        }
        printf("  slowest return of the server: %" PRIu64 " ms\n", slowest);
        CHECK(exists(pid));
        WAIT_FOR(keeper_fds() == fds);
        CHECK_U64(2, children_of((int32_t)stage.keeper));
        say(MESSAGE_END, 0, 1);
        expect_forgotten(0, 1);
    }
    STORY("output that a program wrote while no server was running can still be read")
    {
        char text[256];
        int fd = start_shell(0, 2, "echo up; read x; echo last words; exit 5", &m);
        int32_t pid = m.pid;
        CHECK(read_until(fd, "up", text, sizeof text));
        kill(stage.server, SIGSTOP);
        CHECK(write(fd, "\n", 1) == 1);
        close(fd);
        WAIT_FOR(!exists(pid));
        kill(stage.server, SIGKILL);
        expect(MESSAGE_NONE, &m);
        close(expect(MESSAGE_LISTENER, &m));
        fd = expect(MESSAGE_HELD, &m);
        CHECK(read_until(fd, "last words", text, sizeof text));
        close(fd);
        expect(MESSAGE_ENDED, &m);
        CHECK_U64(5, WEXITSTATUS(m.status));
        expect(MESSAGE_TAKEOVER_END, &m);
        say(MESSAGE_FORGET, 0, 2);
    }
}

/* Sends an invalid message: the server is killed, and its successor holds the window. */
static void expect_refused(const struct message *odd)
{
    struct message m;
    int32_t before = stage.server;
    nap();
    pass_on(stage.control[0], odd, -1);
    expect(MESSAGE_NONE, &m);
    CHECK(stage.server != before && !exists(before));
    expect_takeover();
}

static void oddities(void)
{
    struct message odd;
    STORY("a server that starts a window twice is killed")
    {
        odd = (struct message){
            .type = MESSAGE_START, .window = window(3), .request = 8, .cols = 80, .rows = 24};
        expect_refused(&odd);
    }
    STORY("a server that sends impossible values is killed")
    {
        odd = (struct message){.type = MESSAGE_START, .window = window(2), .rows = 24};
        expect_refused(&odd);
        odd.cols = 80;
        odd.source.argv_len = LIMIT_COMMAND_BYTES + 1;
        expect_refused(&odd);
        odd.source.argv_len = 3;
        memcpy(odd.source.bytes, "abc", 3); /* without its NUL */
        expect_refused(&odd);
        odd = (struct message){.type = MESSAGE_END, .window = window(LIMIT_CHILDREN)};
        expect_refused(&odd);
        odd = (struct message){.type = 4711};
        expect_refused(&odd);
    }
    STORY("a server that sends a message out of turn is killed")
    {
        odd = (struct message){.type = MESSAGE_BYE};
        expect_refused(&odd);
        odd = (struct message){.type = MESSAGE_READY};
        expect_refused(&odd);
        odd = (struct message){.type = MESSAGE_STARTED};
        expect_refused(&odd);
        odd = (struct message){.type = MESSAGE_FORGET, .window = window(3), .request = 7};
        expect_refused(&odd); /* it lives */
    }
}

static void crossing(void)
{
    struct message m, odd;
    STORY("a server that sends descriptors is killed, and they are closed")
    {
        unsigned fds = keeper_fds();
        int32_t before = stage.server;
        odd = (struct message){.type = MESSAGE_END, .window = window(9)};
        message_send(stage.control[0], &odd, 0);
        expect(MESSAGE_NONE, &m);
        CHECK(stage.server != before);
        expect_takeover();
        WAIT_FOR(keeper_fds() == fds);
    }
    STORY("messages that cross on their way are not a fault")
    {
        say(MESSAGE_END, 5, 1);
        say(MESSAGE_FORGET, 5, 1);
        close(start_shell(5, 2, "exit 0", &m));
        expect_forgotten(5, 2);
    }
}

/* Sends a message that this phase does not permit: the server ends, and a restart is counted. */
static void expect_out_of_phase(enum message_type type)
{
    struct message m, odd = {.type = type};
    int32_t before = stage.server;
    nap(); /* served for server_min_uptime_ms, 1 ms here */
    pass_on(stage.control[0], &odd, -1);
    int fd;
    CHECK(hear(&m, &fd));
    CHECK_U64(MESSAGE_NONE, m.type);
    CHECK(stage.server != before && !exists(before));
    CHECK_U64(++restarts, m.status);
    expect_takeover();
}

static void begin(void)
{
    struct message m;
    stage_start();
    restarts = 0;
    expect(MESSAGE_NONE, &m);
    expect_takeover();
}

static void phases(void)
{
    struct message m;
    STORY("before READY a server may not send FIGURES, LOGGED, PONG or BYE")
    {
        static const enum message_type odd[] = {MESSAGE_FIGURES, MESSAGE_LOGGED, MESSAGE_PONG,
                                                MESSAGE_BYE};
        stage_config();
        stage.silent = true;
        begin();
        for (size_t i = 0; i < COUNT(odd); i++)
            expect_out_of_phase(odd[i]);
    }
    STORY("before READY a server may make every request about a window")
    {
        close(start_shell(0, 1, "read x", &m));
        int32_t server = stage.server;
        say(MESSAGE_LOG, 0, 1);
        expect(MESSAGE_LOG_FAILED, &m);
        say(MESSAGE_LOST, 1, 1);
        say(MESSAGE_FORGET, 1, 1);
        say(MESSAGE_END, 0, 1);
        expect_forgotten(0, 1);
        say(MESSAGE_READY, 0, 0);
        say(MESSAGE_FIGURES, 0, 0);
        say(MESSAGE_LOGGED, 0, 0);
        close(start_shell(0, 2, "exit 0", &m));
        expect_forgotten(0, 2);
        CHECK_U64(server, stage.server);
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
    STORY("READY comes once, PONG only after a PING, and a server never sends the keeper's own "
          "messages")
    {
        stage_config();
        begin();
        expect_out_of_phase(MESSAGE_PONG);
        expect_out_of_phase(MESSAGE_BYE);
        expect_out_of_phase(MESSAGE_READY);
        for (enum message_type type = MESSAGE_LISTENER; type <= MESSAGE_TYPES; type++)
            expect_out_of_phase(type);
        expect_out_of_phase(MESSAGE_NONE);
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
}

static void records(void)
{
    struct message m;
    char values[64];
    STORY("the log names a refused server and its message, and how it ended")
    {
        stage_config();
        stage_log();
        begin();
        snprintf(values, sizeof values, " pid=%d message=%d\n", (int)stage.server, MESSAGE_PONG);
        expect_out_of_phase(MESSAGE_PONG);
        WAIT_FOR(logged(" event=server-refused", values));
        WAIT_FOR(logged(" event=server-ended", " signal=9\n"));
        WAIT_FOR(logged(" event=server-restarted", " signal=9 after_ms="));
        stage_stop();
    }
    STORY("the log names a server that hangs, and the limit that it exceeded")
    {
        stage_config();
        stage_log();
        stage.hangs = true;
        stage.config.hang_ms = 300;
        stage_start();
        expect(MESSAGE_NONE, &m);
        snprintf(values, sizeof values, " pid=%d ms=300\n", (int)stage.server);
        expect(MESSAGE_NONE, &m);
        WAIT_FOR(logged(" event=server-hangs", values));
        kill(stage.keeper, SIGKILL);
        unlink(stage.config.log);
        stage_wait();
    }
}

/* Returns the lowest descriptor that is free in the keeper. */
static rlim_t lowest_free(void)
{
    char path[64], target[8];
    rlim_t fd = 0;
    do
        snprintf(path, sizeof path, "/proc/%d/fd/%u", (int)stage.keeper, (unsigned)fd++);
    while (readlink(path, target, sizeof target) > 0);
    return fd - 1;
}

static void not_started(void)
{
    STORY("a server that cannot be started is logged, and started as soon as it can be")
    {
        struct rlimit before, few;
        stage_config();
        stage_log();
        begin();
        CHECK(prlimit(stage.keeper, RLIMIT_NOFILE, NULL, &before) == 0);
        few = (struct rlimit){.rlim_cur = lowest_free(), .rlim_max = before.rlim_max};
        CHECK(prlimit(stage.keeper, RLIMIT_NOFILE, &few, NULL) == 0);
        nap();
        kill(stage.server, SIGKILL);
        WAIT_FOR(logged(" event=server-not-started", " errno=EMFILE\n"));
        CHECK_U64(0, children_of((int32_t)stage.keeper));
        CHECK(prlimit(stage.keeper, RLIMIT_NOFILE, &before, NULL) == 0);
        expect_takeover();
        stage_stop();
    }
}

static void closing(void)
{
    struct message m;
    STORY("a PING is answered once")
    {
        stage_config();
        stage.config.hang_ms = 500;
        begin();
        expect(MESSAGE_PING, &m);
        say(MESSAGE_PONG, 0, 0);
        expect(MESSAGE_PING, &m); /* the answer was taken: it does not hang */
        say(MESSAGE_PONG, 0, 0);
        expect_out_of_phase(MESSAGE_PONG);
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
    STORY("after SHUTDOWN a server may make requests until BYE, and is killed for one after it")
    {
        stage_config();
        stage.lingers = true;
        stage.config.shutdown_ms = 15000;
        begin();
        uint64_t asked = clock_ms();
        kill(stage.keeper, SIGTERM);
        expect(MESSAGE_SHUTDOWN, &m);
        say(MESSAGE_FIGURES, 0, 0);
        say(MESSAGE_END, 0, 1);
        say(MESSAGE_BYE, 0, 0);
        nap();
        CHECK(exists(stage.server));
        say(MESSAGE_FIGURES, 0, 0);
        CHECK_U64(0, stage_wait());
        CHECK(!exists(stage.server) && clock_ms() - asked < 10000);
    }
}

static void descriptors(void)
{
    struct message m;
    int fd;
    STORY("a server inherits its standard descriptors and its socket, and no other descriptor")
    {
        stage_config();
        stage_log();
        begin();
        for (uint16_t i = 0; i < 3; i++)
            close(start_shell(i, 1, "read x", &m));
        kill(stage.server, SIGKILL);
        CHECK(hear(&m, &fd) && m.type == MESSAGE_NONE);
        CHECK_U64(stage.fds + 2, m.request); /* the socket to the keeper, and that to the test */
        kill(stage.keeper, SIGTERM);
        unlink(stage.config.log);
        stage_wait();
    }
}

/* Servers that never serve: the keeper waits longer before each restart. */
static void backing_off(void)
{
    uint64_t came[5];
    struct message m;
    STORY("a server that dies at once is restarted after 0.1, 0.2, 0.4 s")
    {
        stage_config();
        stage.mute = true;
        stage_start();
        for (int i = 0; i < 5; i++) {
            expect(MESSAGE_NONE, &m);
            came[i] = clock_ms();
        }
        for (int i = 0; i < 4; i++) {
            uint64_t gap = came[i + 1] - came[i], least = 100u << i;
            CHECK(gap + 20 >= least && gap < least + 1000);
        }
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
}

/* Servers that give no sign of life. */
static void hanging(void)
{
    struct message m;
    STORY("a server that hangs before READY is killed, and another starts")
    {
        stage_config();
        stage.hangs = true;
        stage.config.hang_ms = 300;
        stage_start();
        expect(MESSAGE_NONE, &m);
        int32_t before = stage.server;
        uint64_t came = clock_ms();
        expect(MESSAGE_NONE, &m);
        CHECK(stage.server != before && !exists(before));
        CHECK(clock_ms() - came + 50 >= 300);
        kill(stage.keeper, SIGKILL);
        stage_wait();
    }
    STORY("a server that answers no PING is killed; its windows are held")
    {
        stage_config();
        stage.config.hang_ms = 300;
        stage_start();
        expect_takeover();
        start_shell(0, 1, "read x", &m);
        int32_t before = stage.server, pid = m.pid;
        expect(MESSAGE_PING, &m);
        expect(MESSAGE_NONE, &m);
        CHECK(stage.server != before && !exists(before));
        close(expect(MESSAGE_LISTENER, &m));
        close(expect(MESSAGE_HELD, &m));
        CHECK_U64(pid, m.pid);
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
}

static int32_t open_third_window(void)
{
    struct message m;
    close(start_shell(3, 7, "read x", &m));
    return m.pid;
}

int main(void)
{
    stage_config();
    stage_start();
    expect_takeover();
    kills();
    int32_t pid = open_third_window();
    oddities();
    crossing();
    STORY("the window is unaffected by all of this")
    {
        CHECK(exists(pid));
        say(MESSAGE_END, 3, 7);
        expect_forgotten(3, 7);
    }
    STORY("a keeper that is asked to stop leaves nothing behind")
    {
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
    phases();
    records();
    not_started();
    closing();
    descriptors();
    backing_off();
    hanging();
    return check_end();
}

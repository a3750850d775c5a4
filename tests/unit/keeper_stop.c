/* Shutdown: requested once, requested twice, and the keeper killed. */
#include "keeper_stage.h"

static int32_t run_window(uint16_t index, const char *script)
{
    struct message m;
    char text[512];
    int fd = start_shell(index, 1, script, &m);
    CHECK(read_until(fd, "up", text, sizeof text));
    close(fd);
    return m.pid;
}

static void begin(void)
{
    stage_config();
    stage_start();
    expect_takeover();
}

static void asked_once(void)
{
    STORY("the keeper prints one line")
    {
        char line[512] = "", expected[512];
        begin();
        ssize_t n = read(stage.url, line, sizeof line - 1);
        CHECK(n > 0);
        snprintf(expected, sizeof expected, "unix:%s/socket token in %s/token\n", stage.directory,
                 stage.directory);
        CHECK_STR(expected, line);
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
    STORY("SIGTERM ends the server and every program, daemons included, and the exit status is 0")
    {
        begin();
        int32_t plain = run_window(0, "echo up; read x");
        int32_t stubborn = run_window(1, "trap '' TERM HUP; echo up; while :; do sleep 1; done");
        char file[64], text[32] = "";
        snprintf(file, sizeof file, "%s/daemon", stage.directory);
        char script[512];
        snprintf(script, sizeof script,
                 "setsid sh -c 'echo $$ >%s; exec sleep 1000' </dev/null >/dev/null 2>&1 & "
                 "while ! grep -q . %s; do sleep 0.01; done 2>/dev/null; echo up",
                 file, file);
        run_window(2, script);
        int fd = open(file, O_RDONLY);
        CHECK(read(fd, text, sizeof text - 1) > 0);
        close(fd);
        unlink(file);
        int32_t daemon = (int32_t)strtol(text, NULL, 10);
        CHECK(daemon > 1 && exists(daemon));
        int32_t server = stage.server;
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
        CHECK(!exists(plain) && !exists(stubborn) && !exists(daemon) && !exists(server));
    }
}

static void asked_twice(void)
{
    STORY("a second request kills everything at once")
    {
        stage_config();
        stage.config.kill_ms = 15000;
        stage.config.shutdown_ms = 15000;
        stage_start();
        expect_takeover();
        int32_t stubborn = run_window(0, "trap '' TERM HUP; echo up; while :; do sleep 1; done");
        uint64_t asked = clock_ms();
        struct message m;
        kill(stage.keeper, SIGINT);
        expect(MESSAGE_SHUTDOWN, &m);
        CHECK(exists(stubborn));
        kill(stage.keeper, SIGINT);
        CHECK_U64(0, stage_wait());
        CHECK(clock_ms() - asked < 5000);
        CHECK(!exists(stubborn));
    }
    STORY("a server that hangs is killed at the deadline")
    {
        stage_config();
        stage.config.shutdown_ms = 500;
        stage_start();
        expect_takeover();
        kill(stage.server, SIGSTOP);
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
        CHECK(!exists(stage.server));
    }
}

static void other_signals(void)
{
    STORY("SIGHUP does not end the keeper")
    {
        begin();
        kill(stage.keeper, SIGHUP);
        struct message m;
        expect(MESSAGE_REOPEN, &m);
        int32_t pid = run_window(0, "echo up; read x");
        CHECK(exists(pid));
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
    STORY("when the keeper itself is killed, the server and the programs end too")
    {
        begin();
        int32_t pid = run_window(0, "echo up; read x");
        int32_t server = stage.server;
        kill(stage.keeper, SIGKILL);
        CHECK(WIFSIGNALED(stage_wait()));
        WAIT_FOR(!exists(server));
        WAIT_FOR(!exists(pid));
    }
}

int main(void)
{
    asked_once();
    asked_twice();
    other_signals();
    return check_end();
}

/* Programs in windows: their start, their surroundings, and their end, after which nothing is
 * left. */
#include "keeper_stage.h"

static int32_t number_after(const char *text, const char *mark)
{
    const char *at = strstr(text, mark);
    return at ? (int32_t)strtol(at + strlen(mark), NULL, 10) : -1;
}

/* Returns the number of PTYs that the keeper holds: others on the machine come and go. */
static unsigned ptys(void)
{
    char path[64], target[256];
    unsigned n = 0;
    for (int fd = 0; fd < 1024; fd++) {
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)stage.keeper, fd);
        ssize_t len = readlink(path, target, sizeof target - 1);
        target[len > 0 ? len : 0] = '\0';
        n += strstr(target, "ptmx") != NULL;
    }
    return n;
}

static void ordinary(void)
{
    struct message m;
    static char text[16384];
    STORY("listeners are sent first, then the end of the takeover")
    {
        expect(MESSAGE_NONE, &m);
        int fd = expect(MESSAGE_LISTENER, &m);
        CHECK(fd >= 0);
        close(fd);
        expect(MESSAGE_TAKEOVER_END, &m);
    }
    STORY("a program runs in a PTY of its size, and its status is reported")
    {
        int pty = start_shell(0, 1, "stty size; exit 7", &m);
        CHECK(m.pid > 0);
        CHECK(read_until(pty, "33 91", text, sizeof text));
        close(pty);
        expect(MESSAGE_ENDED, &m);
        CHECK(WIFEXITED(m.status));
        CHECK_U64(7, WEXITSTATUS(m.status));
        CHECK_U64(1, m.request);
        say(MESSAGE_FORGET, 0, 1);
    }
    STORY("a program that does not exist is reported as failed")
    {
        say_start(1, 9, (const char *const[]){"no-such-program-anywhere", NULL});
        expect(MESSAGE_FAILED, &m);
        CHECK_U64(ENOENT, m.error);
        CHECK_U64(9, m.request);
        say(MESSAGE_FORGET, 1, 9);
        say_start(1, 10, (const char *const[]){"/etc/passwd", NULL});
        expect(MESSAGE_FAILED, &m);
        CHECK_U64(EACCES, m.error);
        say(MESSAGE_FORGET, 1, 10);
    }
}

static void clean_room(void)
{
    struct message m;
    static char text[16384];
    STORY("a program starts in a clean environment")
    {
        int pty = start_shell(0, 2,
                              "env; umask; pwd; ls /proc/self/fd | tr '\\n' ,; echo;"
                              "grep Sig /proc/self/status; stty -a; tty; echo done",
                              &m);
        CHECK(read_until(pty, "done", text, sizeof text));
        CHECK(strstr(text, "TERM=xterm-256color") != NULL);
        CHECK(strstr(text, "COLORTERM=truecolor") != NULL);
        CHECK(strstr(text, "HOME=/") != NULL);
        CHECK(strstr(text, "PATH=/") != NULL);
        CHECK(strstr(text, "LC_ALL=C.UTF-8") != NULL);
        CHECK(strstr(text, "UNIT_SECRET") == NULL);
        CHECK(strstr(text, "0022\r\n") != NULL);
        CHECK(strstr(text, "\r\n0,1,2,3,\r\n") != NULL); /* 3 is the folder that ls reads */
        CHECK(strstr(text, "SigBlk:\t0000000000000000") != NULL);
        CHECK(strstr(text, "SigIgn:\t0000000000000000") != NULL);
        CHECK(strstr(text, " iutf8") != NULL && strstr(text, "-iutf8") == NULL);
        CHECK(strstr(text, "/dev/pts/") != NULL);
        close(pty);
        expect_forgotten(0, 2);
    }
    STORY("a program leads a session and a process group of its own")
    {
        int pty = start_shell(0, 3, "read x", &m);
        CHECK_U64(m.pid, getsid(m.pid));
        CHECK_U64(m.pid, getpgid(m.pid));
        say(MESSAGE_END, 0, 3);
        expect_forgotten(0, 3);
        close(pty);
    }
}

static void endings(void)
{
    struct message m;
    static char text[4096];
    STORY("a program that ignores SIGHUP and SIGTERM is killed after kill_ms")
    {
        int pty = start_shell(2, 1, "trap '' TERM HUP; echo ready; while :; do sleep 1; done", &m);
        CHECK(read_until(pty, "ready", text, sizeof text));
        uint64_t asked = clock_ms();
        say(MESSAGE_END, 2, 1);
        expect(MESSAGE_ENDED, &m);
        CHECK(clock_ms() - asked >= 295 && clock_ms() - asked < 5000);
        CHECK(WIFSIGNALED(m.status) && WTERMSIG(m.status) == SIGKILL);
        say(MESSAGE_FORGET, 2, 1);
        close(pty);
    }
    STORY("processes that a program leaves in its group end with it")
    {
        int pty = start_shell(2, 2, "sleep 1000 & echo left=$!.; read x", &m);
        CHECK(read_until(pty, ".", text, sizeof text));
        int32_t left = number_after(text, "left=");
        CHECK(write(pty, "\n", 1) == 1);
        expect(MESSAGE_ENDED, &m);
        CHECK_U64(0, m.status);
        CHECK(left > 1 && !exists(left));
        say(MESSAGE_FORGET, 2, 2);
        close(pty);
    }
    STORY("processes left in the group that ignore SIGTERM are killed")
    {
        int pty = start_shell(2, 3, "(trap '' TERM HUP; echo up; exec sleep 1000) & read x", &m);
        int32_t pid = m.pid;
        CHECK(read_until(pty, "up", text, sizeof text));
        CHECK(write(pty, "\n", 1) == 1);
        expect(MESSAGE_ENDED, &m);
        CHECK(kill(-pid, 0) != 0);
        say(MESSAGE_FORGET, 2, 3);
        close(pty);
    }
    STORY("ending a window reaches the jobs that its shell put into groups of their own")
    {
        int pty = start_shell(2, 4, "set -m; sleep 1000 & echo job=$!.; wait", &m);
        CHECK(read_until(pty, ".", text, sizeof text));
        int32_t job = number_after(text, "job=");
        CHECK(job > 1 && getpgid(job) == job);
        say(MESSAGE_END, 2, 4);
        expect_forgotten(2, 4);
        CHECK(!exists(job));
        close(pty);
    }
}

static void ended_starts(void)
{
    struct message m;
    STORY("a program that is asked to end while it is being started does not remain")
    {
        say_start(2, 5, (const char *const[]){"sleep", "1000", NULL});
        say(MESSAGE_END, 2, 5);
        int fd = expect(MESSAGE_STARTED, &m);
        close(fd);
        expect(MESSAGE_ENDED, &m);
        CHECK(WIFSIGNALED(m.status));
        say(MESSAGE_FORGET, 2, 5);
    }
}

static void storm(void)
{
    struct message m;
    STORY("after 1,000 windows the numbers of descriptors, children and PTYs are unchanged")
    {
        nap();
        unsigned fds = keeper_fds(), processes = children_of((int32_t)stage.keeper);
        unsigned terminals = ptys();
        for (uint32_t i = 0; i < 1000; i++) {
            uint16_t slot = (uint16_t)(i % LIMIT_WINDOWS);
            const char *const missing[] = {"/nowhere/at-all", NULL};
            const char *const at_once[] = {"true", NULL};
            const char *const lingers[] = {"sh", "-c", "sleep 1000 & exit 3", NULL};
            const char *const *const kinds[] = {missing, at_once, lingers};
            say_start(slot, i, kinds[i % 3]);
            if (i % 3 != 0) {
                int fd = expect(MESSAGE_STARTED, &m);
                close(fd);
            }
            expect(i % 3 == 0 ? MESSAGE_FAILED : MESSAGE_ENDED, &m);
            say(MESSAGE_FORGET, slot, i);
            if (check_story_failed)
                break;
        }
        WAIT_FOR(keeper_fds() == fds);
        WAIT_FOR(children_of((int32_t)stage.keeper) == processes);
        WAIT_FOR(ptys() == terminals);
    }
}

int main(void)
{
    setenv("UNIT_SECRET", "1", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    stage_config();
    stage_start();
    ordinary();
    clean_room();
    endings();
    ended_starts();
    storm();
    STORY("a keeper that is asked to stop leaves nothing behind")
    {
        kill(stage.keeper, SIGTERM);
        CHECK_U64(0, stage_wait());
    }
    return check_end();
}

/* Starting a program: after every failure there is an errno, and no descriptor stays open. */
#include "check.h"
#include "fds.h"
#include "keeper/child/spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct os_account account = {.name = "me", .home = "/", .shell = "/bin/sh"};
static char *environment[] = {"PATH=/bin:/usr/bin", NULL};
static struct spawn_settings settings = {.envp = environment, .account = &account};
static struct source source;
static struct spawned made;

/* Sets the command; words end with NULL. */
static void command(const char *const *words)
{
    char bytes[LIMIT_COMMAND_BYTES];
    size_t len = 0;
    memset(&source, 0, sizeof source);
    for (; *words; words++) {
        memcpy(bytes + len, *words, strlen(*words) + 1);
        len += strlen(*words) + 1;
    }
    CHECK(source_set_argv(&source, slice_make(bytes, len)));
}

static int start(uint16_t cols)
{
    return spawn(&made, &source, cols, 24, &settings);
}

/* Returns the result of the exec, and reaps the program. */
static int result(enum start_step *step)
{
    struct pollfd p = {.fd = made.exec_pipe, .events = POLLIN};
    CHECK(poll(&p, 1, 20000) == 1);
    int error = spawn_result(made.exec_pipe, step);
    (void)kill(made.pid, SIGKILL);
    CHECK(waitpid(made.pid, NULL, 0) == made.pid);
    close(made.master);
    close(made.exec_pipe);
    return error;
}

static void expect_failure(const char *option, const char *value, int error, enum start_step failed)
{
    enum start_step step;
    command((const char *const[]){"sleep", "100", NULL});
    CHECK(source_add(&source, slice_of(option), slice_of(value)));
    CHECK_U64(0, start(80));
    CHECK_U64(error, result(&step));
    CHECK_U64(failed, step);
}

static void steps(void)
{
    enum start_step step;
    STORY("a program that runs reports no error")
    {
        command((const char *const[]){"sleep", "100", NULL});
        CHECK_U64(0, start(80));
        CHECK(made.pid > 0 && made.master >= 0);
        CHECK_U64(0, result(&step));
    }
    STORY("a missing program fails at the exec step, a missing directory at the directory step")
    {
        command((const char *const[]){"/no/such/program", NULL});
        CHECK_U64(0, start(80));
        CHECK_U64(ENOENT, result(&step));
        CHECK_U64(START_EXEC, step);
        expect_failure("cwd", "/no/such/directory", ENOENT, START_DIRECTORY);
        expect_failure("cwd", "/etc/passwd", ENOTDIR, START_DIRECTORY);
    }
    STORY("every step has a name")
    {
        CHECK_STR("terminal", spawn_step_name(START_TERMINAL));
        CHECK_STR("user", spawn_step_name(START_USER));
        CHECK_STR("directory", spawn_step_name(START_DIRECTORY));
        CHECK_STR("exec", spawn_step_name(START_EXEC));
    }
    STORY("a user that does not exist, and a directory that is too long, are refused before "
          "anything is opened")
    {
        char path[LIMIT_PATH_BYTES + 1];
        unsigned before = own_fds();
        command((const char *const[]){"true", NULL});
        CHECK(source_add(&source, SLICE("user"), SLICE("nobody-of-this-name")));
        CHECK_U64(geteuid() == 0 ? ESRCH : EPERM, start(80));
        CHECK(made.pid == 0 && made.master < 0 && made.exec_pipe < 0 && made.step == START_USER);
        memset(path, 'x', sizeof path - 1);
        path[LIMIT_PATH_BYTES] = '\0';
        command((const char *const[]){"true", NULL});
        CHECK(source_add(&source, SLICE("cwd"), slice_of(path)));
        CHECK_U64(ENAMETOOLONG, start(80));
        CHECK_U64(START_DIRECTORY, made.step);
        CHECK_U64(before, own_fds());
    }
}

/* Starts with every number of free descriptors, from none to enough. */
static void scarce(uint16_t cols)
{
    struct rlimit limit, all;
    enum start_step step;
    unsigned before = own_fds(), failures = 0;
    int next = dup(0);
    close(next);
    CHECK(getrlimit(RLIMIT_NOFILE, &all) == 0);
    command((const char *const[]){"sleep", "100", NULL});
    for (unsigned spare = 0; spare < 16; spare++) {
        limit = all;
        limit.rlim_cur = (rlim_t)next + spare;
        CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
        int error = start(cols);
        CHECK(setrlimit(RLIMIT_NOFILE, &all) == 0);
        if (error == 0) {
            (void)result(&step);
        } else {
            CHECK_U64(EMFILE, error);
            CHECK_U64(START_TERMINAL, made.step);
            CHECK(made.pid == 0 && made.master < 0 && made.exec_pipe < 0);
            failures++;
        }
        CHECK_U64(before, own_fds());
    }
    CHECK(failures >= 3 && failures < 16);
}

int main(void)
{
    steps();
    STORY("without descriptors a window's start fails at each of them, and leaves none open")
    scarce(80);
    STORY("without descriptors a job's start fails at each of them, and leaves none open")
    scarce(0);
    STORY("a start whose fork fails leaves no descriptor open")
    {
        struct rlimit all, none = {0};
        unsigned before = own_fds();
        CHECK(getrlimit(RLIMIT_NPROC, &all) == 0);
        none.rlim_max = all.rlim_max;
        pid_t pid = fork(); /* root is not limited: a child that is no root tries */
        if (pid == 0) {
            bool ready =
                (geteuid() != 0 || setuid(65534) == 0) && setrlimit(RLIMIT_NPROC, &none) == 0;
            int error = ready ? start(0) : 0;
            _exit(error == EAGAIN && made.master < 0 && own_fds() == before ? 0 : 1);
        }
        int status;
        CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    return check_end();
}

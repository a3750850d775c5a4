/* A broken invariant ends the process with SIGABRT; file, line and condition are on stderr. */
#include "base/bug.h"

#include "base/log.h"
#include "check.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char said[512];

/* Runs a child that breaks an invariant. Returns its wait status; its stderr is in said[]. */
static int status_of_child(void (*breaks)(void))
{
    int ends[2], status = 0;
    size_t len = 0;
    ssize_t n;
    if (pipe(ends) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGABRT, SIG_DFL);
        (void)dup2(ends[1], 2);
        breaks();
        _exit(0);
    }
    close(ends[1]);
    while (len < sizeof said - 1 && (n = read(ends[0], said + len, sizeof said - 1 - len)) > 0)
        len += (size_t)n;
    said[len] = '\0';
    close(ends[0]);
    return waitpid(pid, &status, 0) == pid ? status : -1;
}

static void two_and_two(void)
{
    volatile int two = 2;
    BUG_UNLESS(two + two == 5);
}

static void nothing(void)
{
    volatile int two = 2;
    BUG_UNLESS(two + two == 4);
}

static void long_words(void)
{
    char words[600];
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    bug_die("file.c", 1, words);
}

static void hear(struct slice line)
{
    ssize_t n = write(2, line.at, line.len);
    (void)n;
}

static void heard_too(void)
{
    log_init("server", LOG_ERROR);
    log_sink(hear);
    bug_die("base/x.c", 7, "two + two == 5");
}

int main(void)
{
    STORY("an assertion that holds has no effect")
    {
        CHECK(status_of_child(nothing) == 0);
        CHECK_STR("", said);
    }
    STORY("an assertion that fails aborts at once and reports its place")
    {
        int status = status_of_child(two_and_two);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        CHECK(strncmp(said, "boundtty: bug at ", 17) == 0);
        CHECK(strstr(said, "base_bug.c:") != NULL);
        CHECK(strstr(said, ": two + two == 5\n") != NULL);
    }
    STORY("a condition too long for its line is cut, and the line still ends")
    {
        int status = status_of_child(long_words);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        CHECK_U64(256, strlen(said));
        CHECK(said[strlen(said) - 1] == '\n');
    }
    STORY("the log's second receiver gets the failure as a line, which does not appear twice on "
          "standard error")
    {
        int status = status_of_child(heard_too);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        const char *line = strstr(said, " level=error ");
        CHECK(line && strncmp(line,
                              " level=error process=server event=bug at=base/x.c:7 "
                              "what=\"two + two == 5\"\n"
                              "boundtty: bug at base/x.c:7: two + two == 5\n",
                              200) == 0);
    }
    return check_end();
}

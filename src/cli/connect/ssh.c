/*
 * ssh HOST boundtty attach --stdio is a pipe of bytes to the far side's local socket: its standard
 * input and output are one end of a socketpair, whose other end is used as any connection. What ssh
 * asks of a person it asks at the terminal, which we have not touched by then; once we have
 * (quiet), it may ask nothing and say nothing. Its program is $BOUNDTTY_SSH, words and all, and the
 * far side's $BOUNDTTY_REMOTE.
 */
#include "base/clock.h"
#include "cli/connect/client.h"
#include "os/descriptor.h"
#include "os/execute.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 32
#define END_MS 1000

extern char **environ;

/* Everything that is said to ssh, as words that stand one behind the other. */
static size_t make_words(struct client *c, const char *words[WORDS_MAX])
{
    const char *ssh = getenv("BOUNDTTY_SSH"), *remote = getenv("BOUNDTTY_REMOTE");
    struct slice rest = slice_of(ssh && *ssh ? ssh : "ssh"), word;
    size_t count = 0;
    struct text t;
    text_init(&t, c->ssh_words, sizeof c->ssh_words);
    while (rest.len > 0 && count < WORDS_MAX - 12) {
        rest = slice_cut(rest, ' ', &word);
        if (word.len == 0)
            continue;
        words[count++] = t.at + t.len;
        text_add(&t, word);
        text_char(&t, '\0');
    }
    words[count++] = "-T";
    if (c->quiet)
        words[count++] = "-oBatchMode=yes";
    if (c->target.port) {
        words[count++] = "-p";
        words[count++] = t.at + t.len;
        text_u64(&t, c->target.port);
        text_char(&t, '\0');
    }
    if (c->target.user[0]) {
        words[count++] = "-l";
        words[count++] = c->target.user;
    }
    words[count++] = c->target.host;
    words[count++] = t.at + t.len;
    text_str(&t, remote && *remote ? remote : "boundtty");
    text_str(&t, " attach --stdio");
    (void)text_end(&t);
    words[count] = NULL;
    return t.cut ? 0 : count;
}

static _Noreturn void become_ssh(const struct client *c, int fd, const char *const words[])
{
    const char *path = getenv("PATH");
    int nowhere = c->quiet ? open("/dev/null", O_WRONLY) : -1;
    os_default_signals();
    if (dup2(fd, 0) == 0 && dup2(fd, 1) == 1 && (nowhere < 0 || dup2(nowhere, 2) == 2)) {
        os_close_from(3);
        (void)os_execute(words[0], (char *const *)(uintptr_t)words, environ,
                         path ? path : OS_DEFAULT_PATH);
    }
    _exit(127);
}

int ssh_connect(struct client *c)
{
    const char *words[WORDS_MAX];
    int ends[2];
    errno = ENAMETOOLONG;
    if (make_words(c, words) == 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return -1;
    c->ssh = (int32_t)fork();
    if (c->ssh == 0)
        become_ssh(c, ends[1], words);
    int error = errno;
    close(ends[1]);
    if (c->ssh > 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
        fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0)
        return ends[0];
    close(ends[0]);
    errno = error;
    return -1;
}

const char *ssh_end(struct client *c)
{
    int status = 0;
    uint64_t until_ms = clock_ms() + END_MS;
    if (c->ssh <= 0)
        return NULL;
    while (waitpid(c->ssh, &status, WNOHANG) == 0) {
        if (clock_ms() >= until_ms) {
            (void)kill(c->ssh, SIGKILL);
            (void)waitpid(c->ssh, &status, 0);
            break;
        }
        (void)poll(NULL, 0, 10);
    }
    c->ssh = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 255)
        return "ssh cannot reach it";
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return "there is no ssh here, or no boundtty there";
    return WIFEXITED(status) && WEXITSTATUS(status) == 4 ? "no server runs there" : NULL;
}

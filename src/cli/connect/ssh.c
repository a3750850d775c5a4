/*
 * Runs ssh as a connection, which is a pipe of bytes to the remote host's local socket: ssh HOST
 * boundtty attach --stdio. ssh's standard input and output are one end of a socketpair, whose other
 * end serves as the connection. ssh asks a person at the terminal, which is not raw at first; once
 * frames are shown there (quiet), it may neither ask nor write. The program is $BOUNDTTY_SSH, split
 * at spaces, and on the remote host $BOUNDTTY_REMOTE.
 */
#include "cli/connect/ssh.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/exit_status.h"
#include "os/descriptor.h"
#include "os/execute.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM_WORDS_MAX 20                  /* limit for $BOUNDTTY_SSH */
#define WORDS_MAX (PROGRAM_WORDS_MAX + 9 + 1) /* including options, host, command and NULL */
#define END_MS 1000

extern char **environ;

/* The command line under construction; its words are consecutive in the storage. */
struct ssh_line {
    const char *words[WORDS_MAX];
    size_t count;
    struct text storage;
};

static void ssh_add(struct ssh_line *line, const char *word)
{
    line->words[line->count++] = word;
}

/* Adds a word by copying it into the storage. */
static void ssh_add_copy(struct ssh_line *line, struct slice word)
{
    ssh_add(line, line->storage.at + line->storage.len);
    text_add(&line->storage, word);
    text_char(&line->storage, '\0');
}

/* Adds the program and its options, split at spaces; false if they are too many. */
static bool ssh_add_program(struct ssh_line *line, const char *program)
{
    struct slice rest = slice_of(program && *program ? program : "ssh"), word;
    while (rest.len > 0 && line->count < PROGRAM_WORDS_MAX) {
        rest = slice_cut(rest, ' ', &word);
        if (word.len > 0)
            ssh_add_copy(line, word);
    }
    return rest.len == 0;
}

/* Builds the whole command line; false if it does not fit. */
static bool ssh_make_line(struct ssh *s, struct ssh_line *line, const struct target *target,
                          bool quiet)
{
    const char *remote = getenv("BOUNDTTY_REMOTE");
    TEXT(number, 8);
    TEXT(command, sizeof s->words);
    line->count = 0;
    text_init(&line->storage, s->words, sizeof s->words);
    if (!ssh_add_program(line, getenv("BOUNDTTY_SSH")))
        return false;
    ssh_add(line, "-T");
    if (quiet)
        ssh_add(line, "-oBatchMode=yes");
    if (target->port) {
        text_u64(&number, target->port);
        ssh_add(line, "-p");
        ssh_add_copy(line, text_slice(&number));
    }
    if (target->user[0]) {
        ssh_add(line, "-l");
        ssh_add(line, target->user);
    }
    ssh_add(line, target->host);
    text_str(&command, remote && *remote ? remote : "boundtty");
    text_str(&command, " attach --stdio");
    ssh_add_copy(line, text_slice(&command));
    line->words[line->count] = NULL;
    return !line->storage.cut && !command.cut;
}

static _Noreturn void become_ssh(const char *const words[], int fd, bool quiet)
{
    const char *path = getenv("PATH");
    int nowhere = quiet ? open("/dev/null", O_WRONLY) : -1;
    os_default_signals();
    if (dup2(fd, 0) == 0 && dup2(fd, 1) == 1 && (nowhere < 0 || dup2(nowhere, 2) == 2)) {
        os_close_from(3);
        (void)os_execute(words[0], (char *const *)(uintptr_t)words, environ,
                         path ? path : OS_DEFAULT_PATH);
    }
    _exit(CLI_NOT_STARTED);
}

int ssh_connect(struct ssh *s, const struct target *target, bool quiet)
{
    struct ssh_line line;
    int ends[2];
    if (!ssh_make_line(s, &line, target, quiet)) {
        errno = E2BIG;
        return -1;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return -1;
    s->pid = (int32_t)fork();
    if (s->pid == 0)
        become_ssh(line.words, ends[1], quiet);
    int error = errno;
    close(ends[1]);
    if (s->pid > 0 && os_nonblocking(ends[0]))
        return ends[0];
    close(ends[0]);
    errno = error;
    return -1;
}

void ssh_kill(const struct ssh *s)
{
    if (s->pid > 0)
        (void)kill(s->pid, SIGTERM);
}

const char *ssh_end(struct ssh *s)
{
    int status = 0;
    uint64_t until_ms = clock_ms() + END_MS;
    if (s->pid <= 0)
        return NULL;
    while (waitpid(s->pid, &status, WNOHANG) == 0) {
        if (clock_ms() >= until_ms) {
            (void)kill(s->pid, SIGKILL);
            (void)waitpid(s->pid, &status, 0);
            break;
        }
        (void)poll(NULL, 0, 10);
    }
    s->pid = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == CLI_LINE_LOST)
        return "ssh cannot connect to this host";
    if (WIFEXITED(status) && WEXITSTATUS(status) == CLI_NOT_STARTED)
        return "ssh is not installed here, or boundtty not there";
    return WIFEXITED(status) && WEXITSTATUS(status) == CLI_UNREACHABLE ? "no server runs there"
                                                                       : NULL;
}

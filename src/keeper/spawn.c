/*
 * The parent makes everything that can fail in a way worth telling (PTY, pipe) before the
 * fork; the child reports what fails after it through a pipe that a successful exec closes. Between
 * fork and exec only async-signal-safe calls are made. Signals are held until the child leads its
 * own session and has nothing of the keeper's handlers any more.
 */
#include "keeper/spawn.h"

#include "base/text.h"
#include "keeper/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define ENVIRONMENT_MOST 64
#define PIPE_PLACE 3

struct environment {
    char *words[ENVIRONMENT_MOST + 1];
    size_t count;
    struct text bytes;
    char storage[LIMIT_ENVIRONMENT_BYTES];
};

static struct environment environment;

static void put_variable(const char *name, const char *value)
{
    struct environment *e = &environment;
    size_t start = e->bytes.len;
    if (e->count == ENVIRONMENT_MOST)
        return;
    text_str(&e->bytes, name);
    text_str(&e->bytes, value);
    text_char(&e->bytes, '\0');
    if (e->bytes.cut) {
        e->bytes.len = start;
        e->bytes.cut = false;
        return;
    }
    e->words[e->count++] = e->bytes.at + start;
}

/* What a terminal's program may know of the keeper's environment: language, time zone, path, and
 * where things are. The rest stays behind. */
static bool passes(struct slice variable)
{
    static const char *const names[] = {"LANG=",   "LANGUAGE=", "LC_",
                                        "TZ=",     "PATH=",     "XDG_RUNTIME_DIR=",
                                        "EDITOR=", "PAGER=",    "TMPDIR="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_starts(variable, slice_of(names[i])))
            return true;
    return false;
}

static void make_environment(const struct spawn_settings *s)
{
    struct environment *e = &environment;
    bool path = false;
    e->count = 0;
    text_start(&e->bytes, e->storage, sizeof e->storage);
    put_variable("TERM=", "xterm-256color");
    put_variable("COLORTERM=", "truecolor");
    put_variable("HOME=", s->account->home);
    put_variable("USER=", s->account->name);
    put_variable("LOGNAME=", s->account->name);
    put_variable("SHELL=", s->account->shell);
    for (char *const *v = s->envp; *v; v++) {
        if (passes(slice_of(*v)))
            put_variable("", *v);
        path = path || slice_starts(slice_of(*v), SLICE("PATH="));
    }
    if (!path)
        put_variable("PATH=", OS_DEFAULT_PATH);
    e->words[e->count] = NULL;
}

/* An argv from words; a login shell where there are none: its own name with a '-' before it. */
static const char *make_argv(char *argv[LIMIT_ARGUMENTS + 1], struct slice words,
                             const struct os_account *account)
{
    static char login[LIMIT_PATH_BYTES];
    size_t count = 0;
    if (words.len == 0) {
        struct text t;
        const char *slash = strrchr(account->shell, '/');
        text_start(&t, login, sizeof login);
        text_char(&t, '-');
        text_str(&t, slash ? slash + 1 : account->shell);
        text_end(&t);
        argv[0] = login;
        argv[1] = NULL;
        return account->shell;
    }
    while (words.len > 0 && count < LIMIT_ARGUMENTS) {
        struct slice word;
        argv[count++] = (char *)(uintptr_t)words.at;
        words = slice_cut(words, 0, &word);
    }
    argv[count] = NULL;
    return argv[0];
}

static int open_pty(struct spawned *to, uint16_t cols, uint16_t rows, char *name, size_t size)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY);
    to->master = fd;
    if (fd < 0)
        return errno;
    if (grantpt(fd) != 0 || unlockpt(fd) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        return errno;
    if (!os_pty_name(fd, name, size))
        return ENODEV;
    os_set_window_size(fd, cols, rows);
    return 0;
}

/* The PTY as descriptors 0 to 2. 0, or an errno. */
static int take_terminal(const char *name)
{
    if (setsid() < 0)
        return errno;
    int fd = open(name, O_RDWR);
    if (fd < 0)
        return errno;
    if (!os_controlling_terminal(fd))
        return errno;
    for (int i = 0; i < 3; i++)
        if (dup2(fd, i) < 0)
            return errno;
    if (fd > 2)
        close(fd);
    os_utf8_terminal(0);
    return 0;
}

/* The pipe as descriptor 3, and nothing above it. */
static bool keep_pipe_alone(int pipe_end)
{
    bool kept = (pipe_end == PIPE_PLACE || dup2(pipe_end, PIPE_PLACE) == PIPE_PLACE) &&
                fcntl(PIPE_PLACE, F_SETFD, FD_CLOEXEC) == 0;
    if (kept)
        os_close_from(PIPE_PLACE + 1);
    return kept;
}

static const char *path_variable(void)
{
    for (size_t i = 0; i < environment.count; i++)
        if (strncmp(environment.words[i], "PATH=", 5) == 0)
            return environment.words[i] + 5;
    return OS_DEFAULT_PATH;
}

static _Noreturn void become_program(const char *tty, int pipe_end, const char *file,
                                     char *const argv[], const struct spawn_settings *s)
{
    int error = take_terminal(tty);
    signals_default();
    if (!keep_pipe_alone(pipe_end))
        _exit(126);
    umask(022);
    if (error == 0 && chdir(s->account->home) != 0 && chdir("/") != 0)
        error = errno;
    if (error == 0)
        error = os_execute(file, argv, environment.words, path_variable());
    ssize_t told = write(PIPE_PLACE, &error, sizeof error);
    _exit(told == (ssize_t)sizeof error ? 127 : 126);
}

static void close_one(int fd)
{
    if (fd >= 0)
        close(fd);
}

int spawn(struct spawned *to, struct slice command, uint16_t cols, uint16_t rows,
          const struct spawn_settings *settings)
{
    char tty[LIMIT_PATH_BYTES];
    char *argv[LIMIT_ARGUMENTS + 1];
    int ends[2] = {-1, -1};
    *to = (struct spawned){.master = -1, .exec_pipe = -1};
    int error = open_pty(to, cols, rows, tty, sizeof tty);
    if (error == 0 && pipe(ends) != 0)
        error = errno;
    if (error == 0 &&
        (fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 || fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0))
        error = errno;
    if (error == 0) {
        sigset_t before;
        make_environment(settings);
        const char *file =
            make_argv(argv, command.len > 0 ? command : settings->command, settings->account);
        signals_hold(&before);
        to->pid = (int32_t)fork();
        if (to->pid == 0)
            become_program(tty, ends[1], file, argv, settings);
        error = to->pid < 0 ? errno : 0;
        signals_release(&before);
    }
    close_one(ends[1]);
    to->exec_pipe = ends[0];
    if (error != 0) {
        close_one(to->master);
        close_one(ends[0]);
    }
    return error;
}

/*
 * The parent makes everything that can fail in a way worth telling (PTY, pipe) before the
 * fork; the child reports what fails after it through a pipe that a successful exec closes. Between
 * fork and exec only async-signal-safe calls are made. Signals are held until the child leads its
 * own session and has nothing of the keeper's handlers any more.
 */
#include "keeper/child/spawn.h"

#include "base/text.h"
#include "keeper/child/programs.h"
#include "keeper/signals.h"
#include "os/descriptor.h"
#include "os/execute.h"
#include "os/process.h"
#include "os/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define ENVIRONMENT_MAX 64
#define PIPE_PLACE 3
#define GROUPS_MAX 32
#define OWN_NAME "boundtty"

struct environment {
    char *words[ENVIRONMENT_MAX + 1];
    size_t count;
    struct text bytes;
    char storage[LIMIT_ENVIRONMENT_BYTES];
};

static struct environment environment;

/* Who and where a program is to be. */
struct place {
    const struct os_account *account;
    struct os_account other; /* where the source names another user than the keeper */
    bool changes_user;
    uint32_t uid, gid, groups[GROUPS_MAX];
    size_t group_count;
    char cwd[LIMIT_PATH_BYTES]; /* empty: the account's home, or / where there is none */
};

static struct place place;

static int find_place(const struct source *source, const struct spawn_settings *s)
{
    struct place *p = &place;
    char name[sizeof p->other.name];
    struct slice value;
    *p = (struct place){.account = s->account};
    if (source_option(source, "cwd", &value))
        (void)slice_copy(value, p->cwd, sizeof p->cwd);
    if (!source_option(source, "user", &value) || slice_equal(value, slice_of(s->account->name)))
        return 0;
    if (geteuid() != 0)
        return EPERM;
    if (!slice_copy(value, name, sizeof name) || !os_user(name, &p->uid, &p->gid) ||
        !os_account(p->uid, &p->other))
        return ESRCH;
    if (p->other.shell[0] != '/')
        (void)slice_copy(SLICE("/bin/sh"), p->other.shell, sizeof p->other.shell);
    p->account = &p->other;
    p->changes_user = true;
    p->groups[0] = p->gid;
    p->group_count = 1 + os_groups(name, p->groups + 1, GROUPS_MAX - 1);
    return 0;
}

/* In place of one of the same name. */
static void enter(char *word)
{
    struct environment *e = &environment;
    size_t len = (size_t)slice_find(slice_of(word), '=') + 1, i = 0;
    while (i < e->count && strncmp(e->words[i], word, len) != 0)
        i++;
    e->words[i] = word;
    if (i == e->count)
        e->count++;
}

static void put_variable(const char *name, struct slice value)
{
    struct environment *e = &environment;
    size_t start = e->bytes.len;
    if (e->count == ENVIRONMENT_MAX || (*name == '\0' && slice_find(value, '=') < 0))
        return;
    text_str(&e->bytes, name);
    text_add(&e->bytes, value);
    text_char(&e->bytes, '\0');
    if (e->bytes.cut) {
        e->bytes.len = start;
        e->bytes.cut = false;
        return;
    }
    enter(e->bytes.at + start);
}

/* What a terminal's program may know of the keeper's environment: language, time zone, path, and
 * where things are. The rest stays behind. */
static bool passes(struct slice variable)
{
    static const char *const names[] = {
        "LANG=",   "LANGUAGE=", "LC_",     "TZ=",         "PATH=", "XDG_RUNTIME_DIR=",
        "EDITOR=", "PAGER=",    "TMPDIR=", "TMUX_TMPDIR="};
    for (size_t i = 0; i < COUNT(names); i++)
        if (slice_starts(variable, slice_of(names[i])))
            return true;
    return false;
}

static void make_environment(const struct source *source, const struct spawn_settings *s)
{
    struct environment *e = &environment;
    const struct os_account *account = place.account;
    struct slice name, value;
    size_t at = 0;
    bool path = false;
    e->count = 0;
    text_init(&e->bytes, e->storage, sizeof e->storage);
    put_variable("TERM=", SLICE("xterm-256color"));
    put_variable("COLORTERM=", SLICE("truecolor"));
    put_variable("HOME=", slice_of(account->home));
    put_variable("USER=", slice_of(account->name));
    put_variable("LOGNAME=", slice_of(account->name));
    put_variable("SHELL=", slice_of(account->shell));
    for (char *const *v = s->envp; *v; v++) {
        if (passes(slice_of(*v)))
            put_variable("", slice_of(*v));
        path = path || slice_starts(slice_of(*v), SLICE("PATH="));
    }
    if (!path)
        put_variable("PATH=", SLICE(OS_DEFAULT_PATH));
    while (source_next(source, &at, &name, &value))
        if (slice_equal(name, SLICE("env")))
            put_variable("", value);
    e->words[e->count] = NULL;
}

/* An argv from words; a login shell where there are none: its own name with a '-' before it. The
 * file to execute, which is not the first word where it is this very program. */
static const char *make_argv(char *argv[LIMIT_ARGUMENTS + 1], struct slice words,
                             const struct os_account *account)
{
    static char login[LIMIT_PATH_BYTES];
    size_t count = 0;
    if (words.len == 0) {
        struct text t;
        const char *slash = strrchr(account->shell, '/');
        text_init(&t, login, sizeof login);
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
    const char *file = argv[0];
    if (strcmp(file, PROGRAMS_SELF) == 0)
        argv[0] = (char *)(uintptr_t)OWN_NAME;
    return file;
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

/* A job's output and errors. */
static int open_output(struct spawned *to, int *theirs)
{
    int ends[2];
    if (pipe(ends) != 0)
        return errno;
    to->master = ends[0];
    *theirs = ends[1];
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 &&
                   fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0
               ? 0
               : errno;
}

/* A session of its own, with the PTY as its terminal and descriptors 0 to 2; or, where there is an
 * output, this as 1 and 2, and nothing to read. 0, or an errno. */
static int take_terminal(const char *name, int output)
{
    if (setsid() < 0)
        return errno;
    int fd = open(output < 0 ? name : "/dev/null", O_RDWR);
    if (fd < 0)
        return errno;
    if (output < 0 && !os_controlling_terminal(fd))
        return errno;
    for (int i = 0; i < 3; i++)
        if (dup2(i > 0 && output >= 0 ? output : fd, i) < 0)
            return errno;
    if (fd > 2)
        close(fd);
    if (output < 0)
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

static int take_place(void)
{
    const struct place *p = &place;
    if (p->changes_user && (fchown(0, p->uid, (gid_t)-1) != 0 ||
                            !os_become(p->uid, p->gid, p->groups, p->group_count)))
        return errno;
    if (p->cwd[0] != '\0')
        return chdir(p->cwd) == 0 ? 0 : errno;
    return chdir(p->account->home) == 0 || chdir("/") == 0 ? 0 : errno;
}

static _Noreturn void become_program(const char *tty, int output, int pipe_end, const char *file,
                                     char *const argv[])
{
    int error = take_terminal(tty, output);
    signals_default();
    if (!keep_pipe_alone(pipe_end))
        _exit(126);
    umask(022);
    if (error == 0)
        error = take_place();
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

int spawn(struct spawned *to, const struct source *source, uint16_t cols, uint16_t rows,
          const struct spawn_settings *settings)
{
    static char storage[LIMIT_COMMAND_BYTES];
    char tty[LIMIT_PATH_BYTES];
    char *argv[LIMIT_ARGUMENTS + 1];
    int ends[2] = {-1, -1}, output = -1;
    struct text words;
    *to = (struct spawned){.master = -1, .exec_pipe = -1};
    text_init(&words, storage, sizeof storage);
    int error = programs_words(source, &words) ? find_place(source, settings) : E2BIG;
    if (error == 0)
        error = cols == 0 ? open_output(to, &output) : open_pty(to, cols, rows, tty, sizeof tty);
    if (error == 0 && pipe(ends) != 0)
        error = errno;
    if (error == 0 &&
        (fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 || fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0))
        error = errno;
    if (error == 0) {
        sigset_t before;
        make_environment(source, settings);
        const char *file =
            make_argv(argv, words.len > 0 ? text_slice(&words) : settings->command, place.account);
        signals_hold(&before);
        to->pid = (int32_t)fork();
        if (to->pid == 0)
            become_program(tty, output, ends[1], file, argv);
        error = to->pid < 0 ? errno : 0;
        signals_release(&before);
    }
    close_one(ends[1]);
    close_one(output);
    to->exec_pipe = ends[0];
    if (error != 0) {
        close_one(to->master);
        close_one(ends[0]);
    }
    return error;
}

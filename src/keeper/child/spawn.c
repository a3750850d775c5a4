/*
 * Starts programs. A start is prepared and forked, and undone if either fails; one struct owns all
 * that it needs. All that can fail in the parent (PTY, pipes, words, environment) is made before
 * the fork; the child reports later failures through a pipe that a successful exec closes. Between
 * fork and exec only async-signal-safe calls are made. Signals are blocked until the child has none
 * of the keeper's handlers.
 */
#include "keeper/child/spawn.h"

#include "keeper/child/environment.h"
#include "keeper/child/place.h"
#include "keeper/child/programs.h"
#include "keeper/core/signals.h"
#include "os/descriptor.h"
#include "os/execute.h"
#include "os/process.h"
#include "os/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE_FD 3        /* the child's end of the exec pipe, after the standard descriptors */
#define NOT_EXECUTED 127 /* exit status of a child whose exec failed, as a shell's */
#define NOT_REPORTED 126 /* exit status of a child that could not report why */

struct start {
    int master;    /* keeper's end of the PTY or of a job's output; -1: none, like the others */
    int output;    /* a job's end of its output */
    int result[2]; /* the exec pipe: the keeper's end and the child's */
    char tty[LIMIT_PATH_BYTES];
    enum start_step step; /* the present step; the failed one if an errno is returned */
    struct place place;
    struct program program;
    struct environment environment;
};

/* The message of a child in the exec pipe. */
struct failure {
    int32_t error;
    int32_t step; /* enum start_step */
};

static void start_undo(struct start *s)
{
    os_close(&s->master);
    os_close(&s->output);
    os_close(&s->result[0]);
    os_close(&s->result[1]);
}

static bool start_open_pty(struct start *s, uint16_t cols, uint16_t rows)
{
    s->master = posix_openpt(O_RDWR | O_NOCTTY);
    if (s->master < 0 || grantpt(s->master) != 0 || unlockpt(s->master) != 0 ||
        !os_nonblocking(s->master))
        return false;
    if (!os_pty_name(s->master, s->tty, sizeof s->tty)) {
        errno = ENODEV;
        return false;
    }
    os_set_window_size(s->master, cols, rows);
    return true;
}

static bool start_open_pipe(int *ours, int *theirs)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    *ours = ends[0];
    *theirs = ends[1];
    return os_nonblocking(*ours) && os_close_on_exec(*theirs);
}

/* Opens the PTY, or the pipe of a job, and the exec pipe; false and errno on failure. */
static bool start_open(struct start *s, uint16_t cols, uint16_t rows)
{
    bool terminal = cols > 0;
    return (terminal ? start_open_pty(s, cols, rows) : start_open_pipe(&s->master, &s->output)) &&
           start_open_pipe(&s->result[0], &s->result[1]);
}

static int start_prepare(struct start *s, const struct source *source, uint16_t cols, uint16_t rows,
                         const struct spawn_settings *with)
{
    s->master = s->output = s->result[0] = s->result[1] = -1;
    int error = place_find(&s->place, source, with->account);
    s->step = error == ENAMETOOLONG ? START_DIRECTORY : error != 0 ? START_USER : START_EXEC;
    if (error == 0)
        error = programs_find(&s->program, source, with->command, s->place.account);
    if (error == 0)
        error = environment_make(&s->environment, source, s->place.account, with->envp);
    if (error != 0)
        return error;
    s->step = START_TERMINAL;
    return start_open(s, cols, rows) ? 0 : errno;
}

/* Runs in the child: creates a session with the PTY as its terminal and descriptors 0 to 2; a job
 * has its output as 1 and 2, and /dev/null as 0. Returns 0 or an errno. */
static int start_take_terminal(const struct start *s)
{
    bool job = s->output >= 0;
    if (setsid() < 0)
        return errno;
    int fd = open(job ? "/dev/null" : s->tty, O_RDWR);
    if (fd < 0 || (!job && !os_controlling_terminal(fd)))
        return errno;
    for (int i = 0; i < PIPE_FD; i++)
        if (dup2(i > 0 && job ? s->output : fd, i) < 0)
            return errno;
    if (fd >= PIPE_FD)
        close(fd);
    if (!job)
        os_utf8_terminal(0);
    return 0;
}

/* Runs in the child: moves the exec pipe to PIPE_FD, and closes every descriptor above it. */
static bool start_close_others(const struct start *s)
{
    int fd = s->result[1];
    bool moved = (fd == PIPE_FD || dup2(fd, PIPE_FD) == PIPE_FD) && os_close_on_exec(PIPE_FD);
    if (moved)
        os_close_from(PIPE_FD + 1);
    return moved;
}

/* Runs in the child, after the terminal: sets up the rest of the program's environment and executes
 * it. Returns where that failed. */
static struct failure start_execute(struct start *s)
{
    umask(022);
    os_permit_core();
    int error = place_become(&s->place);
    if (error != 0)
        return (struct failure){error, START_USER};
    error = place_enter(&s->place);
    if (error != 0)
        return (struct failure){error, START_DIRECTORY};
    error = os_execute(s->program.file, s->program.argv, s->environment.words,
                       environment_path(&s->environment));
    return (struct failure){error, START_EXEC};
}

static _Noreturn void start_become_program(struct start *s)
{
    struct failure f = {start_take_terminal(s), START_TERMINAL};
    signals_default();
    if (!start_close_others(s))
        _exit(NOT_REPORTED);
    if (f.error == 0)
        f = start_execute(s);
    _exit(write(PIPE_FD, &f, sizeof f) == (ssize_t)sizeof f ? NOT_EXECUTED : NOT_REPORTED);
}

/* Forks; returns 0 and *pid, or an errno. Closes the child's ends of the pipes. */
static int start_fork(struct start *s, int32_t *pid)
{
    sigset_t before;
    signals_block(&before);
    *pid = (int32_t)fork();
    if (*pid == 0)
        start_become_program(s);
    int error = *pid < 0 ? errno : 0;
    s->step = START_EXEC;
    signals_unblock(&before);
    os_close(&s->output);
    os_close(&s->result[1]);
    return error;
}

int spawn(struct spawned *to, const struct source *source, uint16_t cols, uint16_t rows,
          const struct spawn_settings *settings)
{
    static struct start start; /* too large for the stack */
    int32_t pid = 0;
    int error = start_prepare(&start, source, cols, rows, settings);
    if (error == 0)
        error = start_fork(&start, &pid);
    if (error != 0)
        start_undo(&start);
    *to = (struct spawned){
        .pid = pid, .step = start.step, .master = start.master, .exec_pipe = start.result[0]};
    return error;
}

int spawn_result(int exec_pipe, enum start_step *step)
{
    struct failure f = {0};
    ssize_t n = read(exec_pipe, &f, sizeof f);
    *step = START_EXEC;
    if (n != (ssize_t)sizeof f || f.error == 0)
        return 0;
    *step = (enum start_step)f.step;
    return f.error;
}

const char *spawn_step_name(enum start_step step)
{
    static const char *const names[] = {
        [START_TERMINAL] = "terminal",
        [START_USER] = "user",
        [START_DIRECTORY] = "directory",
        [START_EXEC] = "exec",
    };
    return (size_t)step < COUNT(names) ? names[step] : "exec";
}

/* Starting a program in a PTY of its own, or a job with a pipe. */
#ifndef KEEPER_SPAWN_H
#define KEEPER_SPAWN_H

#include "board/message.h"
#include "os/account.h"
#include "source/source.h"

struct spawn_settings {
    char *const *envp; /* the keeper's environment */
    const struct os_account *account;
    struct slice command; /* default for windows; empty: the account's login shell */
};

struct spawned {
    int32_t pid;
    enum start_step step; /* the step that failed, if an errno is returned */
    int master;           /* close-on-exec, nonblocking */
    int exec_pipe;        /* for spawn_result(): readable or closed when the exec is over */
};

/*
 * Starts the program of a source. The child leads a session and a process group of its own, has the
 * PTY as its controlling terminal, and inherits nothing else of the keeper's: no other descriptors,
 * default signals, umask 022, the account's home as working directory, a clean environment. The
 * source's options change the user (with its groups and home; only root may), the working directory
 * and the environment. cols 0: a job, which reads /dev/null and writes to a pipe, whose other end
 * is master. Returns 0, or an errno with nothing left open.
 */
int spawn(struct spawned *to, const struct source *source, uint16_t cols, uint16_t rows,
          const struct spawn_settings *settings);
/* Returns the result of the exec: 0, or an errno and the step that failed. Does not close the
 * pipe. */
int spawn_result(int exec_pipe, enum start_step *step);
/* Returns a constant such as "terminal" or "user". */
const char *spawn_step_name(enum start_step step);

#endif

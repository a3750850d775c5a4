/* Starting a program in a PTY of its own. */
#ifndef KEEPER_SPAWN_H
#define KEEPER_SPAWN_H

#include "os/account.h"
#include "source/source.h"

struct spawn_settings {
    char *const *envp; /* the keeper's environment */
    const struct os_account *account;
    struct slice command; /* of windows that name none; empty: the account's login shell */
};

struct spawned {
    int32_t pid;
    int master;    /* close-on-exec, nonblocking */
    int exec_pipe; /* an errno comes where the exec failed; closed by a successful one */
};

/* source: a program's. The child leads a session and a process group of its own, has the PTY as its
 * controlling terminal, and nothing else of the keeper's: no descriptors, default signals, umask
 * 022, the account's home as working directory, a clean environment. The source's options change
 * the user (with its groups and home; only root may), the working directory and the environment.
 * Without a size (0 columns) it is a job: it reads nothing, and master is the end of a pipe that it
 * writes to. 0, or an errno. */
int spawn(struct spawned *to, const struct source *source, uint16_t cols, uint16_t rows,
          const struct spawn_settings *settings);

#endif

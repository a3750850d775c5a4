/* A connection through ssh(1): its program runs "boundtty attach --stdio" on the remote host. */
#ifndef CLI_SSH_H
#define CLI_SSH_H

#include "cli/connect/target.h"

/* All zero is its start. */
struct ssh {
    int32_t pid;     /* 0: not running */
    char words[512]; /* of its command line, each NUL-terminated */
};

/* Starts ssh to the target and returns a nonblocking, close-on-exec socket to its standard input and output; -1:
 * errno. quiet: ssh may neither ask at the terminal nor write to it. */
int ssh_connect(struct ssh *s, const struct target *target, bool quiet);
/* Waits for the end of ssh, which is killed if it does not end within a second of the connection's close.
 * Returns why it failed, as a sentence; NULL: it did not, or was not running. */
const char *ssh_end(struct ssh *s);

#endif

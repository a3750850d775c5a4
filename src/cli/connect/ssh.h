/* A connection through ssh(1), which runs "boundtty attach --stdio" on the remote host. */
#ifndef CLI_SSH_H
#define CLI_SSH_H

#include "cli/connect/target.h"

/* All zero is the starting state. */
struct ssh {
    int32_t pid;     /* 0: not running */
    char words[512]; /* words of its command line, each NUL-terminated */
};

/* Starts ssh to the target. Returns a nonblocking, close-on-exec socket to its standard input and
 * output, or -1 and errno. quiet: ssh may neither ask at the terminal nor write to it. */
int ssh_connect(struct ssh *s, const struct target *target, bool quiet);
/* Asks ssh to end, which may hang, as with an unresponsive master connection. */
void ssh_kill(const struct ssh *s);
/* Waits for ssh to end, and kills it if it does not end within a second after the connection is
 * closed. Returns the reason of its failure as a sentence; NULL if it did not fail, or was not
 * running. */
const char *ssh_end(struct ssh *s);

#endif

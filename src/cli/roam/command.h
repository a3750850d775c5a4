/* The command lines of ssh. */
#ifndef CLI_ROAM_COMMAND_H
#define CLI_ROAM_COMMAND_H

#include "cli/roam/forwards.h"
#include "cli/roam/remote.h"

#define ROAM_ARGUMENTS_MAX 40

/* A command line, and the storage of its generated words. */
struct roam_command {
    size_t count;
    char *argv[ROAM_ARGUMENTS_MAX + 1]; /* NULL-terminated */
    char remote[ROAM_REMOTE_BYTES];
    char alive[32], count_max[32], connect[32];
};

/* Builds the ssh of an attempt, which shows the session. False if the command for the remote host
 * does not fit. */
bool roam_command_attach(struct roam_command *c, const struct roam_settings *s,
                         const struct roam_plan *plan, const struct roam_forwards *forwards);
/* Builds the ssh that checks whether the session lives, without output to the terminal. */
bool roam_command_lives(struct roam_command *c, const struct roam_settings *s,
                        const struct roam_plan *plan);

#endif

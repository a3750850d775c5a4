/* The command that the remote host's login shell runs. */
#ifndef CLI_ROAM_REMOTE_H
#define CLI_ROAM_REMOTE_H

#include "cli/roam/settings.h"

#define ROAM_REMOTE_BYTES 2048

/* Exit statuses of roam_remote_attach()'s command while the session lives; otherwise its status is
 * the multiplexer's. */
enum roam_remote_status {
    ROAM_LIVES = 220,        /* detached */
    ROAM_LIVES_KILLED = 221, /* the client that showed it was killed */
    ROAM_LIVES_FAILED = 222  /* the session cannot be shown */
};

/* Writes a command that finds or creates the session and shows it. False if it does not fit. */
bool roam_remote_attach(const struct roam_settings *s, char command[ROAM_REMOTE_BYTES]);
/* Writes a command that exits with 0 if the session lives, 1 if it does not. False if it does not
 * fit. */
bool roam_remote_lives(const struct roam_settings *s, char command[ROAM_REMOTE_BYTES]);

#endif

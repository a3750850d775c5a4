/* The command that the remote host's login shell runs. */
#ifndef CLI_ROAM_REMOTE_H
#define CLI_ROAM_REMOTE_H

#include "cli/roam/settings.h"

#define ROAM_REMOTE_BYTES 1024

/* How the command of roam_remote_attach() ends while the session lives; it ends otherwise with the multiplexer's
 * own status. */
enum roam_remote_status {
    ROAM_LIVES = 220,        /* a detach */
    ROAM_LIVES_KILLED = 221, /* what showed it was killed */
    ROAM_LIVES_FAILED = 222  /* it cannot be shown */
};

/* Finds or makes the session and shows it. False: the command does not fit. */
bool roam_remote_attach(const struct roam_settings *s, char command[ROAM_REMOTE_BYTES]);
/* Exits 0 if the session lives, 1 if it does not. */
bool roam_remote_lives(const struct roam_settings *s, char command[ROAM_REMOTE_BYTES]);

#endif

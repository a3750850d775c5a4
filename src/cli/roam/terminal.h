/* The terminal between the attempts of roam. */
#ifndef CLI_ROAM_TERMINAL_H
#define CLI_ROAM_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

struct roam_terminal {
    struct termios saved;
    int flags; /* flags of the descriptor, from fcntl() */
};

/* Saves the settings; false if standard input and output are not a terminal. */
bool roam_terminal_save(struct roam_terminal *t);
/* Restores the settings. modes: also resets modes that a remote program may have set. */
void roam_terminal_restore(const struct roam_terminal *t, bool modes);
/* Prints what happened and a countdown to the next attempt, and waits until then (clock_ms()) or
 * for a key. False if the person gives up, or a signal asks roam to end. */
bool roam_terminal_wait(const struct roam_terminal *t, const char *what, uint64_t until_ms);

#endif

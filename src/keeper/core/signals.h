/* The keeper's signals, counted by handlers and made into an event of the loop. */
#ifndef KEEPER_SIGNALS_H
#define KEEPER_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* The signals received since the last signals_take(). */
struct signals {
    unsigned stops; /* SIGTERM and SIGINT */
    bool reload;    /* SIGHUP */
    bool child;     /* SIGCHLD */
};

/* Installs the handlers and watches their pipe: each signal ends the turn of the loop. False and
 * errno on failure. */
bool signals_open(void);
/* Whether any signal was received since the last signals_take(). */
bool signals_waiting(void);
struct signals signals_take(void);
/* Called before a fork: blocks all signals, so no handler of the keeper runs in the child. */
void signals_block(sigset_t *before);
void signals_unblock(const sigset_t *before);
/* Called in the child: resets every signal to its default action and unblocks it, as in a fresh
 * process. */
void signals_default(void);
/* Returns the descriptors one by one, from *place = 0 on; NULL after the last. */
int *signals_fd(uint16_t *place);

#endif

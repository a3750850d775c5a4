/* The keeper's signals, counted by handlers and made into an event of the loop. */
#ifndef KEEPER_SIGNALS_H
#define KEEPER_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* What came since the last signals_take(). */
struct signals {
    unsigned stops; /* SIGTERM and SIGINT */
    bool reload;    /* SIGHUP */
    bool child;     /* SIGCHLD */
};

/* Catches them and watches their pipe: each ends the turn of the loop. False and errno. */
bool signals_open(void);
bool signals_waiting(void);
struct signals signals_take(void);
/* Around a fork: blocks all signals, so that no handler of the keeper runs in the child. */
void signals_block(sigset_t *before);
void signals_unblock(const sigset_t *before);
/* In the child: every signal has its default action and is unblocked, as in a fresh process. */
void signals_default(void);
/* The descriptors, one after the other from *place = 0 on; NULL: no more. */
int *signals_fd(uint16_t *place);

#endif

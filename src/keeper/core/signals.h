/* The keeper's signals, counted by handlers and made into an event of the loop. */
#ifndef KEEPER_SIGNALS_H
#define KEEPER_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* The signals received since the last signals_take(). */
struct signals {
    unsigned stops; /* SIGTERM, SIGINT and SIGQUIT */
    bool reload;    /* SIGHUP */
    bool reopen;    /* SIGUSR1 */
    bool child;     /* SIGCHLD */
};

/* Blocks the signals that are caught later, and ignores those that would end the process; called
 * before anything else, so that no signal of the first milliseconds ends the keeper or is lost. */
void signals_hold(void);
/* Installs the handlers, unblocks all signals, and watches their pipe: each signal ends the turn of
 * the loop. False and errno on failure. */
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
/* Called in the server process: ignores every signal but those of its own faults and of job
 * control, and unblocks all. Ctrl-C in the keeper's terminal reaches this process too. */
void signals_for_server(void);
/* Returns the descriptors one by one, from *place = 0 on; NULL after the last. */
int *signals_fd(uint16_t *place);

#endif

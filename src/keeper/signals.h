/* The keeper's signals, made into something that poll() can wait for. */
#ifndef KEEPER_SIGNALS_H
#define KEEPER_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* What came since the last signals_take(). */
struct signals {
    unsigned stops; /* SIGTERM and SIGINT */
    bool reload;    /* SIGHUP */
    bool child;     /* SIGCHLD */
};

bool signals_open(void);    /* false and errno */
int signals_fd(void);       /* readable where there is something to take */
bool signals_waiting(void); /* also where the pipe does not tell of it */
struct signals signals_take(void);
/* Around a fork all signals are held, so that none meets the keeper's handlers in the child. */
void signals_hold(sigset_t *before);
void signals_release(const sigset_t *before);
/* In the child: every signal as a fresh process has it, none held. */
void signals_default(void);
/* In the forked server: the descriptors are not its. */
void signals_close(void);

#endif

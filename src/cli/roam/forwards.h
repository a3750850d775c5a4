/* Forwards that could not be had at the start of an attempt, and are asked for again while it lasts. */
#ifndef CLI_ROAM_FORWARDS_H
#define CLI_ROAM_FORWARDS_H

#include "cli/roam/messages.h"

#define ROAM_CONTROL "ControlPath=" /* the option of ssh */
#define ROAM_FOLDER_BYTES 80

struct roam_forwards {
    const struct roam_settings *set;
    struct roam_plan *plan;
    uint64_t retried_ms;            /* or the attempt's start */
    char folder[ROAM_FOLDER_BYTES]; /* of ssh's control socket; "": none */
    char control[ROAM_FOLDER_BYTES + sizeof ROAM_CONTROL + 2]; /* ssh's option with its path */
};

/* Makes the folder of the control socket, where there are forwards that may fail. */
void roam_forwards_open(struct roam_forwards *f, const struct roam_settings *set,
                        struct roam_plan *plan);
/* A new attempt: removes the socket that an ssh that was killed left, since the next one would not take it. */
void roam_forwards_start(struct roam_forwards *f);
/* Removes the folder. */
void roam_forwards_close(struct roam_forwards *f);
/* When to ask again for what failed, in clock_ms(); UINT64_MAX: there is nothing to ask for. */
uint64_t roam_forwards_due(const struct roam_forwards *f, const struct roam_messages *m);
/* Asks again for what failed; session: the ssh that is the master, whose messages are read then. */
void roam_forwards_retry(struct roam_forwards *f, struct roam_messages *m,
                         struct roam_child *session);

#endif

/* Forwards that failed at the start of an attempt, and are requested again while it lasts. */
#ifndef CLI_ROAM_FORWARDS_H
#define CLI_ROAM_FORWARDS_H

#include "cli/roam/messages.h"

#define ROAM_CONTROL "ControlPath=" /* the option of ssh */
#define ROAM_FOLDER_BYTES 80

struct roam_forwards {
    const struct roam_settings *set;
    struct roam_plan *plan;
    uint64_t retried_ms;            /* time of the last retry, or of the attempt's start */
    char folder[ROAM_FOLDER_BYTES]; /* folder of ssh's control socket; "": none */
    char control[ROAM_FOLDER_BYTES + sizeof ROAM_CONTROL + 2]; /* ssh's option with its path */
};

/* Makes the folder of the control socket, if there are forwards that may fail. */
void roam_forwards_open(struct roam_forwards *f, const struct roam_settings *set,
                        struct roam_plan *plan);
/* Prepares a new attempt: removes the socket left by an ssh that was killed, which would stop the
 * next one from listening there. */
void roam_forwards_start(struct roam_forwards *f);
/* Removes the folder. */
void roam_forwards_close(struct roam_forwards *f);
/* Returns when to request failed forwards again, in clock_ms(); UINT64_MAX if none failed. */
uint64_t roam_forwards_due(const struct roam_forwards *f, const struct roam_messages *m);
/* Requests failed forwards again. session: the ssh that is the master, whose messages are read
 * then. */
void roam_forwards_retry(struct roam_forwards *f, struct roam_messages *m,
                         struct roam_child *session);

#endif

/* The messages that ssh writes to its standard error during one attempt, and their meaning. */
#ifndef CLI_ROAM_MESSAGES_H
#define CLI_ROAM_MESSAGES_H

#include "base/slice.h"
#include "cli/roam/child.h"
#include "cli/roam/plan.h"
#include "cli/roam/settings.h"

#define ROAM_MESSAGE_BYTES 1024 /* limit of a line; a longer one is passed on in parts */

struct roam_messages {
    const struct roam_settings *set;
    struct roam_plan *plan; /* the plan whose failed forwards are marked */
    size_t len;             /* length of the incomplete line */
    bool authenticated;
    bool refused;           /* the key or password was refused */
    bool host_key_mismatch; /* the host's key is not the expected one */
    bool unknown_host;      /* the host's name cannot be resolved */
    bool closed;            /* closed in good order, by the program that ended */
    bool dropped;           /* lost, by the network or the remote host's sshd */
    bool forward_refused;
    bool repeated;              /* messages about forwards are repetitions, and not passed on */
    char why[LIMIT_PATH_BYTES]; /* the message that reported the loss; not passed on */
    char line[ROAM_MESSAGE_BYTES];
};

/* Prepares a new attempt. */
void roam_messages_start(struct roam_messages *m, const struct roam_settings *set,
                         struct roam_plan *plan);
/* Interprets the bytes line by line, and passes them on to the terminal. */
void roam_messages_feed(struct roam_messages *m, struct slice bytes);
/* Feeds all that the child has written so far. */
void roam_messages_read(struct roam_messages *m, struct roam_child *c);
/* Ends the messages of an attempt: the last line may have no newline. */
void roam_messages_end(struct roam_messages *m);

#endif

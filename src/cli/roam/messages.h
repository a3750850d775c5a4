/* What ssh writes to its standard error during one attempt, and what it means. */
#ifndef CLI_ROAM_MESSAGES_H
#define CLI_ROAM_MESSAGES_H

#include "base/slice.h"
#include "cli/roam/child.h"
#include "cli/roam/plan.h"
#include "cli/roam/settings.h"

#define ROAM_MESSAGE_BYTES 1024 /* of a line; a longer one is passed on in parts */

struct roam_messages {
    const struct roam_settings *set;
    struct roam_plan *plan; /* whose failed forwards are marked */
    size_t len;             /* of the line that is not complete yet */
    bool authenticated;
    bool refused;           /* by key or password */
    bool host_key_mismatch; /* the host's key is not the expected one */
    bool unknown_host;      /* its name cannot be resolved */
    bool closed;            /* in good order, by the program that ended */
    bool dropped;           /* by the network, or the remote host's sshd */
    bool forward_refused;
    bool repeated;              /* messages on forwards are not passed on: they are repetitions */
    char why[LIMIT_PATH_BYTES]; /* the message that says that it was dropped; not passed on */
    char line[ROAM_MESSAGE_BYTES];
};

/* A new attempt. */
void roam_messages_start(struct roam_messages *m, const struct roam_settings *set,
                         struct roam_plan *plan);
/* Notes what the bytes mean, line by line, and passes them on to the terminal. */
void roam_messages_feed(struct roam_messages *m, struct slice bytes);
/* Feeds all that the child has written by now. */
void roam_messages_read(struct roam_messages *m, struct roam_child *c);
/* No more comes: the last line may have no newline. */
void roam_messages_end(struct roam_messages *m);

#endif

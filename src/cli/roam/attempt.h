/* One attempt of roam: an ssh from its start to its end, and the verdict on how it ended. */
#ifndef CLI_ROAM_ATTEMPT_H
#define CLI_ROAM_ATTEMPT_H

#include "cli/roam/command.h"
#include "cli/roam/terminal.h"

enum roam_verdict {
    ROAM_DETACHED,
    ROAM_EXITED, /* the remote program, or the session, has ended */
    ROAM_LOST,   /* the connection was lost; another attempt follows */
    ROAM_REFUSED /* no further attempt would help */
};

/* The state that roam keeps over its attempts. */
struct roam {
    struct roam_settings set;
    struct roam_plan plan;
    struct roam_messages messages;
    struct roam_child child; /* the ssh of this attempt */
    struct roam_forwards forwards;
    struct roam_terminal terminal;
    struct roam_command command;
    bool reached; /* a session was reached, in any attempt */
};

/* Makes one attempt. False if ssh could not be started, or a signal asks roam to end. */
bool roam_attempt(struct roam *r);
/* Returns the verdict on the attempt. */
enum roam_verdict roam_judge(const struct roam *r);

#endif

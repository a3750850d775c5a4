/*
 * The sessions and windows of this machine's tmux server: listed, made, renamed and ended by jobs
 * of the keeper, one at a time. Who asks waits for its answer, in a table of LIMIT_TMUX_WAITING.
 */
#ifndef APP_TMUX_H
#define APP_TMUX_H

#include "app/jobs/tmux_list.h"
#include "source/source.h"

/* What looks at a session of tmux and does not say whose tmux looks at the one that is listed. */
void tmux_name_socket(struct source *s);

/* Where the telling of a list stands. */
struct tmux_telling {
    uint32_t serial; /* of the list */
    uint16_t step;   /* from 0 on */
    bool windows;    /* their part has begun */
};

/* The next part of the list as JSON; false: there is no more. */
bool tmux_put(struct text *t, struct tmux_telling *at);

#endif

/*
 * The sessions and windows of this machine's tmux server: listed, made, renamed and ended by jobs
 * of the keeper, one at a time. Requests wait for their answers in a queue of LIMIT_TMUX_WAITING.
 */
#ifndef APP_TMUX_H
#define APP_TMUX_H

#include "app/request/lists.h"
#include "source/source.h"
#include "source/tmux.h"

enum tmux_command {
    TMUX_COMMAND_LIST,
    TMUX_COMMAND_NEW,
    TMUX_COMMAND_NEW_WINDOW, /* in the session id */
    TMUX_COMMAND_RENAME,     /* the session or window id */
    TMUX_COMMAND_KILL
};

struct tmux_request {
    struct handle conn; /* the connection that is answered, where it still is there */
    struct tmux_id id;
    uint8_t command; /* enum tmux_command */
    uint8_t name_len;
    char name[LIMIT_NAME_BYTES];
};

/* Queues a request; its connection is answered when tmux has answered. False: the queue is full,
 * which is counted. */
bool tmux_ask(const struct tmux_request *request, uint64_t now_ms);
/* A source that looks at a session of tmux and names no socket is given that of the tmux that is
 * listed. */
void tmux_name_socket(struct source *s);
/* The queue: size, used, high and refused alone have a meaning. */
const struct table *tmux_table(void);

#endif

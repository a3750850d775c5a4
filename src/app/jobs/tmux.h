/* The sessions and windows of this machine's tmux server: listed, created, renamed and ended by
 * jobs of the keeper, one at a time. Requests wait in a queue of LIMIT_TMUX_WAITING. */
#ifndef APP_TMUX_H
#define APP_TMUX_H

#include "app/request/lists.h"
#include "source/source.h"
#include "source/tmux.h"

enum tmux_command {
    TMUX_COMMAND_LIST,
    TMUX_COMMAND_NEW,
    TMUX_COMMAND_NEW_WINDOW, /* a window in the session `id` */
    TMUX_COMMAND_RENAME,     /* the session or window `id` */
    TMUX_COMMAND_KILL
};

struct tmux_request {
    struct handle conn; /* connection to be answered, if it still exists */
    struct tmux_id id;
    uint8_t command; /* enum tmux_command */
    uint8_t name_len;
    char name[LIMIT_NAME_BYTES];
};

/* Queues a request; its connection is answered once tmux has answered. False: the queue is full;
 * counted in `refused`. */
bool tmux_ask(const struct tmux_request *request, uint64_t now_ms);
/* Sets the socket of a source that shows a session of tmux and names none: the socket of the tmux
 * server that is listed here. */
void tmux_name_socket(struct source *s);
/* The queue as a table; only size, used, high and refused are meaningful. */
const struct table *tmux_table(void);

#endif

/*
 * Commands to tmux, as words. A session is named by its id ($1), a window by its own (@3); by a
 * name only where a person wrote it, as in the configuration. src/source/tmux.c says how tmux
 * behaves, and why the words are these.
 */
#ifndef SOURCE_TMUX_H
#define SOURCE_TMUX_H

#include "base/text.h"

/* A session, or a window of it. */
struct tmux_id {
    char kind; /* '$' or '@' */
    uint32_t number;
};

/* What a window of ours shows: a session of tmux, at one of its windows if that was chosen. */
struct tmux_target {
    struct slice name; /* of the session; empty: it is named by its id */
    uint32_t session, window;
    bool chosen;
};

/* "$1", "@3"; false: neither. */
bool tmux_read_id(struct slice text, struct tmux_id *to);
/* "$1", "$1:@3", or a session's name, which in tmux has no ':' and no '.'. False: none of these. */
bool tmux_read_target(struct slice text, struct tmux_target *to);

/* These add the words of a command, each NUL-terminated; to->cut where they do not fit. socket:
 * the name of the server's socket, or its path if it has a '/'; empty: the user's default. */
void tmux_list_words(struct text *to, struct slice socket);
/* A new session; name empty: tmux chooses one. */
void tmux_new_words(struct text *to, struct slice socket, struct slice name);
void tmux_new_window_words(struct text *to, struct slice socket, uint32_t session,
                           struct slice name);
void tmux_rename_words(struct text *to, struct slice socket, struct tmux_id id, struct slice name);
void tmux_kill_words(struct text *to, struct slice socket, struct tmux_id id);
/* as: the name of the viewer's own session, which no other session has. */
void tmux_attach_words(struct text *to, struct slice socket, const struct tmux_target *target,
                       struct slice as);

#endif

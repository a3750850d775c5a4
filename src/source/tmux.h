/*
 * Builds commands of tmux as words. A session is given by its id ($1) and a window by its id (@3);
 * by name only if a person wrote the name, as in the configuration. src/source/tmux.c describes how
 * tmux behaves and why the commands have this form.
 */
#ifndef SOURCE_TMUX_H
#define SOURCE_TMUX_H

#include "base/text.h"

/* The id of a session or window. */
struct tmux_id {
    char kind; /* '$' or '@' */
    uint32_t number;
};

/* The target of a window of ours: a session of tmux, optionally at one of its windows. */
struct tmux_target {
    struct slice name; /* name of the session; empty: given by its id */
    uint32_t session, window;
    bool chosen;
};

/* Parses "$1" or "@3". False: neither. */
bool tmux_read_id(struct slice text, struct tmux_id *to);
/* Parses "$1", "$1:@3" or the name of a session, which in tmux has no ':' and no '.'. False: none
 * of these. */
bool tmux_read_target(struct slice text, struct tmux_target *to);

/* The following functions append the words of a command, each NUL-terminated; to->cut if they do
 * not fit. socket: the name of the server's socket, or its path if it contains a '/'; empty: the
 * user's default. */
void tmux_list_words(struct text *to, struct slice socket);
/* Creates a session; name empty: tmux chooses one. */
void tmux_new_words(struct text *to, struct slice socket, struct slice name);
void tmux_new_window_words(struct text *to, struct slice socket, uint32_t session,
                           struct slice name);
void tmux_rename_words(struct text *to, struct slice socket, struct tmux_id id, struct slice name);
void tmux_kill_words(struct text *to, struct slice socket, struct tmux_id id);
/* as: the name for the viewer's own session, which no other session has. */
void tmux_attach_words(struct text *to, struct slice socket, const struct tmux_target *target,
                       struct slice as);

#endif

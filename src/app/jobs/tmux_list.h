/* Reads tmux's answers, in pieces as they arrive: sessions and windows, packed into a table of
 * LIMIT_TMUX_BYTES. Entries that do not fit are counted. source/tmux.h builds the commands. */
#ifndef APP_TMUX_LIST_H
#define APP_TMUX_LIST_H

#include "base/text.h"
#include "limits.h"

#define TMUX_SAID_BYTES 192 /* room for a sentence with a socket's path */

/* The state of tmux, or the result of a command. */
enum tmux_state {
    TMUX_OK,
    TMUX_MISSING,   /* tmux is not installed */
    TMUX_NO_SERVER, /* no server is running; there are no sessions */
    TMUX_DENIED,    /* the socket belongs to another user */
    TMUX_SLOW,      /* no answer in time */
    TMUX_NO_SUCH,   /* the session or window does not exist */
    TMUX_TAKEN,     /* another session has this name */
    TMUX_FAILED,    /* tmux_list_said() is the reason */
};

/* A session or a window. Times are seconds since 1970, until 2106. */
struct tmux_entry {
    uint32_t created, activity; /* session only */
    uint32_t id;
    uint32_t session;  /* window only: id of its session */
    uint16_t windows;  /* session: number of windows; window: its index */
    uint16_t attached; /* session: number of clients; window: 1 if current */
    char kind;         /* '$' or '@', the first character of its id */
    uint8_t name_len;
};

struct tmux_list {
    uint16_t used;                        /* bytes of the table in use */
    uint16_t sessions_over, windows_over; /* entries that did not fit */
    /* State of the reader. */
    uint8_t at;    /* part of a line that is read next */
    uint8_t field; /* index of the number being read */
    bool sessions; /* a session was read: drop windows of sessions not kept */
    bool broken;   /* a line began like an entry but was not one */
    bool said_all; /* the line kept in `said` is complete */
    uint8_t said_len;
    uint32_t left; /* remaining bytes of the name */
    uint32_t numbers[7];
    struct tmux_entry entry;
    char name[LIMIT_NAME_BYTES];
    char said[TMUX_SAID_BYTES]; /* first line that is not an entry */
    uint8_t bytes[LIMIT_TMUX_BYTES];
};

/* Clears the table and the reader before a command's output. */
void tmux_list_start(struct tmux_list *l);
/* Reads a piece of output, of any length. */
void tmux_list_feed(struct tmux_list *l, struct slice bytes);
/* The result, once all output was fed. error: errno of a failed start, or ETIMEDOUT; status: else
 * the wait status. */
enum tmux_state tmux_list_state(const struct tmux_list *l, int error, int status);
/* Name of a state, as the API shows it. */
const char *tmux_state_name(enum tmux_state s);
/* The first line that is not an entry, at most TMUX_SAID_BYTES; empty: none. */
struct slice tmux_list_said(const struct tmux_list *l);
/* Gets the next entry; *cursor starts at 0. Sessions come first. False: no more. */
bool tmux_list_next(const struct tmux_list *l, uint16_t *cursor, struct tmux_entry *e,
                    struct slice *name);

#endif

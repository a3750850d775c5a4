/*
 * What tmux answered, read in pieces as it comes: its sessions and windows, packed into a table of
 * LIMIT_TMUX_BYTES. What does not fit is counted. The commands are those of source/tmux.h.
 */
#ifndef APP_TMUX_LIST_H
#define APP_TMUX_LIST_H

#include "base/text.h"
#include "limits.h"

#define TMUX_SAID_BYTES 192 /* a sentence with a socket's path in it */

/* How tmux is, or how a command went. */
enum tmux_state {
    TMUX_OK,
    TMUX_MISSING,   /* there is no program of this name */
    TMUX_NO_SERVER, /* it does not run: there are no sessions */
    TMUX_DENIED,    /* its socket is another user's */
    TMUX_SLOW,      /* it did not answer in time */
    TMUX_NO_SUCH,   /* the session or window is gone */
    TMUX_TAKEN,     /* another session has this name */
    TMUX_FAILED,    /* what it said is the reason */
};

/* A session or a window; times are seconds since 1970, until 2106. */
struct tmux_entry {
    uint32_t created, activity; /* of a session */
    uint32_t id;
    uint32_t session;  /* whose window it is */
    uint16_t windows;  /* a session's; a window's number in it */
    uint16_t attached; /* clients that look at the session; whether the window is its current one */
    char kind;         /* '$' or '@', as its id begins */
    uint8_t name_len;
};

struct tmux_list {
    uint16_t used;                        /* bytes of the table */
    uint16_t sessions_over, windows_over; /* entries that did not fit */
    /* The reader's state. */
    uint8_t at;    /* the part of a line that is read next */
    uint8_t field; /* the number that is read */
    bool sessions; /* a session was read: windows of sessions that are not kept are left out */
    bool broken;   /* a line that began like an entry was none */
    bool said_all; /* the line that is kept has ended */
    uint8_t said_len;
    uint32_t left; /* bytes of the name still to come */
    uint32_t numbers[7];
    struct tmux_entry entry;
    char name[LIMIT_NAME_BYTES];
    char said[TMUX_SAID_BYTES]; /* the first line that is no entry */
    uint8_t bytes[LIMIT_TMUX_BYTES];
};

void tmux_list_start(struct tmux_list *l);
void tmux_list_feed(struct tmux_list *l, struct slice bytes);
/* How it went, when all was fed. error: why the program could not be started, or ETIMEDOUT; status:
 * else, as wait() gives it. */
enum tmux_state tmux_list_state(const struct tmux_list *l, int error, int status);
const char *tmux_state_name(enum tmux_state s);
struct slice tmux_list_said(const struct tmux_list *l);
/* The next entry: *cursor starts at 0. Sessions come first. False: no more. */
bool tmux_list_next(const struct tmux_list *l, uint16_t *cursor, struct tmux_entry *e,
                    struct slice *name);

#endif

/*
 * The table of viewers. A viewer is one client attached to one window, in the slot of its
 * connection: a few integers and the painter; never a copy of the screen, never a backlog.
 */
#ifndef APP_VIEWERS_H
#define APP_VIEWERS_H

#include "app/request/auth.h"
#include "app/view/dialect.h"
#include "app/view/pace.h"
#include "term/paint.h"

#define VIEWER_GATHER 1024 /* the longest message that is not input */

struct viewer {
    const struct dialect *dialect; /* NULL: this connection is no viewer */
    enum role role;                /* ROLE_NONE: a late credential is awaited */
    struct handle window;
    uint32_t index;       /* the window's number in its session, and the session's name, */
    uint16_t session_len; /* as of the attach: for the log, also when the window is gone */
    char session[LIMIT_NAME_BYTES];
    bool entered;        /* it has shown its credential: it counts as a viewer */
    bool greeted;        /* the first message came: frames are sent */
    bool first;          /* no frame was sent yet */
    bool blocked;        /* its input found the window's ring full; read again when there is room */
    uint16_t cols, rows; /* of the viewer */
    uint64_t deadline_ms; /* for the first message */
    struct pace pace;
    uint64_t frames, skipped; /* for lists and the log */
    uint64_t typed_us;        /* input that no frame has followed was taken then; 0: none */
    uint64_t id;              /* the client's; 0: it has none */
    uint16_t client;          /* its place on the board, INPUT_NO_CLIENT where it has none */
    /* What was sent last. */
    uint64_t sent_applied;          /* offset of input that was confirmed */
    uint64_t applied_ms;            /* what was applied is confirmed by then; 0: all is confirmed */
    uint64_t sent_state;            /* digest of the state message */
    uint64_t sent_lines_ms;         /* when the history's line numbers were sent */
    uint64_t sent_first, sent_next; /* those numbers */
    uint32_t sent_title;            /* serial of the title */
    /* The message that is being received. */
    uint16_t gathered;
    uint64_t offset; /* of the next input byte of the message */
    bool streaming;  /* its head is complete, input bytes follow */
    uint8_t gather[VIEWER_GATHER];
    /* Lines of the history that were requested and not sent yet. */
    uint64_t history_line;
    uint16_t history_count;
    struct painter painter;
};

struct viewer *viewers_of(const struct conn *c); /* the slot, whether it is a viewer or not */
/* The next viewer of a window after a connection (*after NULL: the first), whose connection *after
 * becomes; NULL: no more. */
struct viewer *viewers_next(const struct window *w, struct conn **after);
/* Clears the slot for a new viewer. */
struct viewer *viewers_take(const struct conn *c);
/* It counts from now on as one of its window's viewers, and no more. */
void viewers_enter(struct viewer *v);
void viewers_leave(struct viewer *v);
uint16_t viewers_count(void); /* that have entered */
uint16_t viewers_high(void);  /* the most of them at once, of this server process */
/* Viewers whose input found this window's ring full are read again. */
void viewers_resume(const struct window *w);

#endif

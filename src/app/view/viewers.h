/*
 * The table of viewers. A viewer is one client attached to one window, in the slot of its
 * connection. It consists of a few integers and a painter, never a copy of the screen or a backlog.
 */
#ifndef APP_VIEWERS_H
#define APP_VIEWERS_H

#include "app/request/auth.h"
#include "app/view/dialect.h"
#include "app/view/pace.h"
#include "term/paint.h"

#define VIEWER_GATHER 1024 /* longest message other than input, in bytes */

struct viewer {
    const struct dialect *dialect; /* NULL: this connection is not a viewer */
    enum role role;                /* ROLE_NONE: a late credential is awaited */
    struct handle window;
    /* The window's number and the session's name at the attach, for the log. */
    uint32_t index;
    uint16_t session_len;
    char session[LIMIT_NAME_BYTES];
    bool entered;                  /* its credential is known; it counts as a viewer */
    bool greeted;                  /* the first message has arrived; frames are sent */
    bool discards;                 /* its hello discards what waits in the window */
    bool resumed;                  /* its client id was known: the offset continues */
    bool first;                    /* no frame has been sent yet */
    bool blocked;                  /* the window's ring was full; read again when there is room */
    uint16_t cols, rows;           /* size of the viewer */
    uint16_t late_cols, late_rows; /* size reported too soon after another one; 0: none */
    uint64_t resized_ms;           /* time of the last size that was not late */
    uint64_t deadline_ms;          /* deadline of the first message */
    bool has_colors;               /* it has reported its colours */
    uint8_t colors[PALETTE_SHOWN_BYTES];
    struct pace pace;
    uint64_t frames, skipped; /* for lists and the log */
    uint64_t typed_us;        /* when input was taken that no frame has followed yet; 0: none */
    uint64_t id;              /* client id; 0: none */
    uint16_t client;          /* index of its entry on the board; INPUT_NO_CLIENT: none */
    /* State last sent to the viewer. */
    uint64_t sent_applied; /* confirmed input offset */
    uint64_t sent_incarnation;
    uint64_t applied_ms;            /* deadline for confirming applied input; 0: all is confirmed */
    uint64_t sent_state;            /* digest of the state message */
    uint64_t sent_lines_ms;         /* when the history's line numbers were last sent */
    uint64_t sent_first, sent_next; /* the line numbers sent then */
    uint32_t sent_title;            /* serial of the title */
    /* The message being received. */
    uint16_t gathered;
    uint64_t offset;    /* offset of the next input byte of the message */
    uint64_t addressed; /* incarnation that the input bytes of the message are for */
    bool streaming;     /* the head is complete; input bytes follow */
    uint8_t gather[VIEWER_GATHER];
    /* History lines that were requested but not sent yet. */
    uint64_t history_line;
    uint16_t history_count;
    struct painter painter;
};

struct viewer *viewers_of(const struct conn *c); /* the slot, even if it is not a viewer */
/* The next viewer of a window after the connection *after (NULL: the first); *after becomes its
 * connection. NULL: no more. */
struct viewer *viewers_next(const struct window *w, struct conn **after);
/* Clears the slot for a new viewer. */
struct viewer *viewers_take(const struct conn *c);
/* Count the viewer as one of its window's, or no longer. */
void viewers_enter(struct viewer *v);
void viewers_leave(struct viewer *v);
uint16_t viewers_count(void); /* viewers that have entered */
uint16_t viewers_high(void);  /* high-water mark of this server process */
/* Resumes reading from the viewers whose input found this window's ring full. */
void viewers_resume(const struct window *w);

#endif

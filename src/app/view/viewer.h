/*
 * A viewer: one client attached to one window. Its slot is its connection's. A few integers
 * and the painter; never a copy of the screen, never a backlog.
 */
#ifndef APP_VIEWER_H
#define APP_VIEWER_H

#include "app/request/auth.h"
#include "app/window/windows.h"
#include "net/net.h"
#include "term/paint.h"

enum dialect { DIALECT_NONE, DIALECT_V1, DIALECT_TTY };

#define VIEWER_LIMIT_SENTENCE "the session has reached its viewer limit"
#define VIEWER_GATHER 1024 /* the longest message that is not input */
#define VIEWER_UNSHOWN 2   /* frames of the v1 dialect that may be unacknowledged */

struct viewer {
    enum dialect dialect; /* DIALECT_NONE: this connection is no viewer */
    enum role role;       /* ROLE_NONE: the tty dialect's token is awaited */
    struct handle window;
    uint32_t index;       /* the window's number in its session, and the session's name, */
    uint16_t session_len; /* as of the attach: for the log, also when the window is gone */
    char session[LIMIT_NAME_BYTES];
    bool entered; /* it gave its credential: it counts as a viewer */
    bool greeted; /* hello came: frames flow */
    bool paused;
    bool typed;           /* input since the last frame: the next one is not paced */
    bool partial;         /* the last frame was cut off: the picture goes on */
    bool first;           /* no frame was sent yet */
    bool blocked;         /* its input found the window's ring full: resumed when there is room */
    uint16_t cols, rows;  /* of the viewer */
    uint64_t deadline_ms; /* for the hello */
    uint64_t next_frame_ms;
    uint32_t frame; /* the last one's number */
    uint32_t shown; /* the last one acknowledged */
    uint64_t frames, skipped;
    uint64_t typed_us; /* when input was taken that no frame has followed; 0: there is none */
    uint64_t skip_ms;  /* a picture that it may not have counts as skipped from then on */
    uint64_t id;       /* the client's */
    uint16_t client;   /* its place on the board, INPUT_NO_CLIENT where it has none */
    uint64_t told_applied;
    uint64_t applied_ms; /* it is told by then; 0: there is nothing to tell */
    uint64_t told_state; /* digest of the last state message */
    uint64_t told_history_ms;
    uint64_t told_first, told_next;
    uint32_t told_title;
    /* The message that is coming in. */
    uint8_t gathered_type;
    uint16_t gathered;
    uint64_t offset; /* of the next input byte of the message */
    bool streaming;  /* its head is complete, input bytes follow */
    uint8_t gather[VIEWER_GATHER];
    /* Lines asked for and not sent yet. */
    uint64_t history_line;
    uint16_t history_count;
    struct painter painter;
};

struct viewer *viewer_of(const struct conn *c); /* the slot, whether it is a viewer or not */
struct conn *viewer_conn(const struct viewer *v);
void viewer_open(struct conn *c, struct window *w, enum dialect dialect, enum role role,
                 uint64_t now_ms);
/* Whether the window's session may have one more; false: counted and logged. */
bool viewer_has_room(const struct conn *c, const struct window *w);
/* The tty dialect's token came: until then it was attached to nothing. */
void viewer_enter(struct conn *c, struct viewer *v);
void viewer_close(struct conn *c); /* the connection is over */
/* The hello: its size, and who it is. */
void viewer_greet(struct conn *c, struct viewer *v, uint64_t now_ms);
/* The viewer's size becomes the window's, where it may type. */
void viewer_claim(struct conn *c, struct viewer *v);
/* Whether the window has this viewer's size. When it goes, another one's takes its place. */
bool viewer_owns(const struct conn *c, const struct window *w);
/* Its window was closed: the viewer is, too, with close code 1000. */
void viewer_dismiss(struct conn *c);
/* Viewers whose input found this window's ring full are read again. */
void viewers_resume(const struct window *w);
/* The next viewer of a window after a connection (NULL: the first); NULL: no more. */
struct viewer *viewers_next(const struct window *w, struct conn **after);

#endif

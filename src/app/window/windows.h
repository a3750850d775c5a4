/*
 * Sessions, windows, and the programs in them. What stands on the board is durable;
 * what only this server process knows of a window (its descriptor, who has its size) is beside it.
 */
#ifndef APP_WINDOWS_H
#define APP_WINDOWS_H

#include "app/core/app.h"
#include "base/log.h"

/* The volatile side of a window. */
struct live {
    int fd;              /* the PTY's master, or -1 */
    int watch;           /* in the loop, or -1 */
    struct handle owner; /* the connection whose size the window has; generation 0: nobody */
    uint16_t viewers;
    uint64_t lock_request; /* the client that has requested the input lock; 0: none */
    bool reading;  /* the PTY is polled; not after its last user has closed it */
    bool redraw;   /* its terminal was lost: the program is made to draw it again */
    bool asked;    /* a START is under way */
    int error;     /* why reading stopped; 0: the other side ended */
};

/* Outcomes of what people ask for; each has its status and sentence in api.c. */
enum outcome {
    OUTCOME_OK,
    OUTCOME_BAD_NAME,
    OUTCOME_NAME_TAKEN,
    OUTCOME_SESSIONS_FULL,
    OUTCOME_WINDOWS_FULL,
    OUTCOME_BUSY, /* the window's program still runs */
};

void windows_init(void);
struct live *windows_live(const struct window *w);
uint16_t windows_slot(const struct window *w);
struct handle windows_handle(const struct window *w);
struct window *windows_find(struct handle h); /* NULL: it is gone */
/* The window of a session by its number, and the session by its name; NULL: none. */
struct window *windows_by_index(const struct session *s, uint32_t index);
struct session *sessions_by_name(struct slice name);
struct slice sessions_name(const struct session *s);
struct handle sessions_handle(const struct session *s);
struct session *sessions_find(struct handle h);
/* In the order of their creation within the table: the next one after a slot; NULL: no more. */
struct session *sessions_next(uint16_t *slot);
struct window *windows_next(const struct session *s, uint16_t *slot); /* s NULL: of any session */
uint16_t sessions_windows(const struct session *s);
uint16_t sessions_viewers(const struct session *s);

/* name empty: one is made up. */
enum outcome sessions_open(struct slice name, struct session **made);
enum outcome sessions_rename(struct session *s, struct slice name);
void sessions_close(struct session *s); /* ends its programs; it is gone when they are */
void sessions_give(struct session *s);  /* its last window is gone */
/* Not started yet: windows_start(). */
enum outcome windows_open(struct session *s, struct slice name, const struct source *source,
                          struct window **made);
void windows_start(struct window *w);
enum outcome windows_rename(struct window *w, struct slice name);
/* Also one that would be started or opened again by itself: now. */
enum outcome windows_restart(struct window *w);
void windows_close(struct window *w);
/* Its source is another one now: what runs is ended, and it is started again. */
void windows_renew(struct window *w);
void windows_look(struct window *w); /* somebody attached: it is its session's active one */
/* The size that its viewers want; clamped. */
void windows_resize(struct window *w, uint16_t cols, uint16_t rows);
/* Its argv, or the default command's; empty: the shell, or no program. */
struct slice windows_words(const struct window *w);
/* "exit status 1", "killed by SIGKILL, possibly out of memory", "no such file or directory:
 * nosuch"; empty while it lives. */
void windows_ending(const struct window *w, struct text *to);
/* As a shell has it in $?: 128 and the signal's number, 127 where it could not be started; -1 where
 * it has not ended. */
int windows_exit_status(const struct window *w);
bool windows_over(const struct window *w);    /* its program has ended, or could not be started */
bool windows_is_line(const struct window *w); /* its source is a device, not a program */
/* Its device is gone; it is opened again when it is back. */
void windows_lost(struct window *w);
/* Opens the device again that is away. */
void windows_reopen(struct window *w);
/* A line of our own among what the window shows. */
void windows_note(struct window *w, const char *what, const char *why);
const char *phase_name(uint32_t phase);
/* Begins a line that names the window; fields may follow, and log_close(). */
void windows_log(struct log_line *l, enum log_level level, const char *event,
                 const struct window *w);

/* What the keeper tells. fd becomes the window's; held: an earlier server had it. */
void windows_started(struct handle h, uint32_t request, int32_t pid, int fd, bool held);
void windows_failed(struct handle h, uint32_t request, int32_t error);
/* said: an option "why" of it tells the error in words. */
void windows_away(struct handle h, uint32_t request, int32_t error, const struct source *said);
/* memory: enum memory_verdict. */
void windows_ended(struct handle h, uint32_t request, int32_t status, int32_t memory);
/* After a takeover: those of which the keeper told nothing have no program any more. */
void windows_unheld(void);

#endif

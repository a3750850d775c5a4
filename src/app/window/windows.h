/*
 * The table of windows: struct window on the board is durable, struct live is what only this server process
 * knows of it. What happens to windows (start, end, close) is app/life/lifecycle's.
 */
#ifndef APP_WINDOW_WINDOWS_H
#define APP_WINDOW_WINDOWS_H

#include "app/window/sessions.h"
#include "base/log.h"

/* The volatile side of a window. */
struct live {
    int fd;              /* the PTY's master or the line, or -1 */
    int watch;           /* in the loop, or -1 */
    int error;           /* errno that ended reading; 0: the end of the stream */
    struct handle owner; /* the connection whose size the window has; generation 0: nobody */
    uint16_t viewers;
    uint64_t lock_request; /* the client that asked for the input lock; 0: none */
    bool reading;  /* the descriptor is polled for input; not after its last user has closed it */
    bool redraw;   /* its terminal was lost: the program is made to draw it again */
    bool starting; /* a START is under way */
};

/*
 * What a module has to announce to a higher one: a flag, which the higher one lowers in its turn of the loop.
 * One that is raised after its reader's turn makes the next turn begin at once.
 */
enum window_flag {
    FLAG_LOST = 1,  /* io/output: the line has ended; for life/lifecycle */
    FLAG_RETRY = 2, /* life/respawn: time for the next start; for life/lifecycle */
    FLAG_POLL = 4,  /* io/raw, io/window_log: reading was held back and may resume; for io/output */
    FLAG_FLUSH = 8, /* io/line: there is something to write; for io/output */
    FLAG_ROOM = 16, /* io/input: the ring was full and has room again; for view/frames */
    FLAG_CLOSED = 32, /* the window was given back; for view/frames */
};

void windows_init(void);
/* Valid also of a window that was given back, whose slot is free. */
uint16_t windows_slot(const struct window *w);
struct live *windows_live(const struct window *w);
struct handle windows_handle(const struct window *w);
struct window *windows_find(struct handle h); /* NULL: it is gone */
/* The window with this number in a session; NULL: none. */
struct window *windows_by_index(const struct session *s, uint32_t index);
/* From *slot = 0 on, by slots, of one session or (NULL) of all; NULL: no more. The window that was returned
 * may be given back before the next call. */
struct window *windows_next(const struct session *s, uint16_t *slot);
uint16_t windows_count(const struct session *s);
uint16_t windows_viewers(const struct session *s); /* of all windows of the session */

void windows_raise(const struct window *w, enum window_flag flag);
/* The next window, from *slot = 0 on, that has this flag, which is lowered; NULL: no more. With FLAG_CLOSED it
 * is a slot: the window is gone, and another one may be there. */
struct window *windows_next_flagged(enum window_flag flag, uint16_t *slot);
bool windows_flagged(void); /* whether any window has any flag */

/* A window in PHASE_IDLE, named after its source where name is empty. */
enum outcome windows_open(struct session *s, struct slice name, const struct source *source,
                          struct window **made);
enum outcome windows_rename(struct window *w, struct slice name);
/* Clears what was shown and typed in it, and frees its slot; the caller has closed what it held. */
void windows_give(struct window *w);
/* Somebody attached: it is its session's active one. */
void windows_activate(struct window *w);
/* Its argv, or the default command's; empty: the shell, or no program. */
struct slice windows_words(const struct window *w);
bool windows_over(const struct window *w);      /* its program has ended, or could not be started */
const char *windows_phase_name(uint32_t phase); /* enum phase */
/* Begins a line of the log that names the window; fields may follow, and log_close(). */
void windows_log(struct log_line *l, enum log_level level, const char *event,
                 const struct window *w);

#endif

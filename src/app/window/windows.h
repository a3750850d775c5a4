/*
 * The table of windows. struct window is on the board and durable; struct live is the part that
 * only this server process knows. app/life/lifecycle starts, ends and closes windows.
 */
#ifndef APP_WINDOW_WINDOWS_H
#define APP_WINDOW_WINDOWS_H

#include "app/window/sessions.h"
#include "base/log.h"

/* The volatile part of a window. */
struct live {
    int fd;               /* the PTY's master or the line; -1: not open */
    int watch;            /* index of the watch in the loop, or -1 */
    int error;            /* errno that ended reading; 0: end of the stream */
    struct handle owner;  /* the connection whose size the window has; generation 0: none */
    struct handle typist; /* the viewer whose colours the program is answered with; 0: none */
    uint16_t viewers;
    uint64_t lock_request; /* the client that requests the input lock; 0: none */
    bool reading;  /* the descriptor is polled for input; false after its last user has closed it */
    bool redraw;   /* the terminal was lost, so the program must draw it again */
    bool starting; /* a START awaits its report */
    bool took;     /* input was taken since answers_ms was set */
    bool deaf;     /* the program takes no input: answers without room are dropped */
    uint64_t answers_ms; /* when a chunk stops waiting for room for answers; 0: none waits */
};

/*
 * Flags by which a module informs a higher one, which lowers them in its turn of the loop. A flag
 * raised after its reader's turn makes the next turn begin at once.
 */
enum window_flag {
    FLAG_LOST = 1,    /* io/output to life/lifecycle: the line has ended */
    FLAG_RETRY = 2,   /* life/respawn to life/lifecycle: the next start is due */
    FLAG_POLL = 4,    /* to io/output: reading was paused (io/raw, io/window_log, io/input), and may
                     * resume */
    FLAG_FLUSH = 8,   /* io/line to io/output: the line has something to write */
    FLAG_ROOM = 16,   /* io/input to view/frames: the ring was full and has room again */
    FLAG_WAITS = 64,  /* io/input to life/lifecycle: input began to wait for an absent line */
    FLAG_CLOSED = 32, /* to view/frames: the window was freed */
};

void windows_init(void);
/* Returns the slot; also valid for a freed window. */
uint16_t windows_slot(const struct window *w);
struct live *windows_live(const struct window *w);
struct handle windows_handle(const struct window *w);
struct window *windows_find(struct handle h); /* NULL: no longer open */
/* Finds the window with this number in a session; NULL: none. */
struct window *windows_by_index(const struct session *s, uint32_t index);
/* Iterates over the windows of a session, or of all sessions (NULL), in the order of slots, from
 * *slot = 0; NULL: the end. The returned window may be freed before the next call. */
struct window *windows_next(const struct session *s, uint16_t *slot);
uint16_t windows_count(const struct session *s);
uint16_t windows_viewers(const struct session *s); /* viewers of all windows of the session */

void windows_raise(const struct window *w, enum window_flag flag);
/* Finds the next window, from *slot = 0, that has this flag, and lowers the flag; NULL: the end.
 * With FLAG_CLOSED the result only names a slot: the window is gone, and another may have taken
 * its place. */
struct window *windows_next_flagged(enum window_flag flag, uint16_t *slot);
bool windows_flagged(void); /* returns whether any window has a flag */

/* Opens a window in PHASE_IDLE; an empty name is replaced by one derived from its source. */
enum outcome windows_open(struct session *s, struct slice name, const struct source *source,
                          struct window **made);
/* Gives the window the next incarnation: another program, or another presence or absence of its
 * line's device. Input that names an earlier one is not applied. */
void windows_begin_life(struct window *w);
enum outcome windows_rename(struct window *w, struct slice name);
/* Clears the screen, history and input, and frees the slot; the descriptor must be closed
 * already. If it was its session's active window, its neighbour becomes that. */
void windows_give(struct window *w);
/* Notes the time of output, input or a look. */
void windows_touch(struct window *w);
uint64_t windows_activity(const struct session *s); /* the latest of its windows, by clock_ms() */
/* Makes the window its session's active one, as when a viewer attaches. */
void windows_activate(struct window *w);
/* Returns its argv, or the default command's; empty: the shell, or no program. */
struct slice windows_words(const struct window *w);
bool windows_over(const struct window *w);      /* the program has ended, or could not be started */
const char *windows_phase_name(uint32_t phase); /* enum phase */
/* Begins a log line that names the window; the caller may add fields, and calls log_close(). */
void windows_log(struct log_line *l, enum log_level level, const char *event,
                 const struct window *w);

#endif

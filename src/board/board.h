/*
 * The board: all durable state, in one fixed-size shared mapping that the keeper
 * makes before the first fork. Nothing in it is a pointer. A new server process takes it over as it
 * stands (app/life/takeover); magic and layout say whether it can.
 *
 * Who writes: the server alone, but for the members under "the keeper's". The keeper trusts nothing
 * that stands here: pids, descriptors and deadlines that it acts upon are in its own memory.
 */
#ifndef BOARD_BOARD_H
#define BOARD_BOARD_H

#include "base/ring.h"
#include "base/table.h"
#include "board/figures.h"
#include "board/journal.h"
#include "source/declaration.h"
#include "source/source.h"
#include "source/telnet.h"
#include "term/resize.h"
#include "term/undo.h"

#define BOARD_MAGIC 0x5954544455424f44u
#define BOARD_LAYOUT 8u /* raised with every change of a struct below: tests/check/layout */

enum phase {
    PHASE_STARTING,
    PHASE_RUNNING,
    PHASE_ENDING,
    PHASE_ENDED,
    PHASE_FAILED,
    PHASE_IDLE, /* declared, and not started yet */
    PHASE_AWAY, /* its device is not there: it is opened again when it is */
    PHASES,
};

/* What a client that reconnects is known by: how much of its input was applied. */
struct client {
    uint64_t id;      /* as it chose; 0: free */
    uint64_t applied; /* input bytes applied to the window */
    uint64_t used_ms; /* when last; the oldest makes room */
    struct handle window;
};

/*
 * Input on its way to a program. Bytes are put into the ring beyond ring.head, where they do not
 * count yet; then a commit record is written whole and named by `valid`, which makes them count,
 * together with the client's offset and the answers taken; then the record is carried out. A
 * successor carries it out again: it only sets.
 */
struct input_commit {
    uint64_t head;
    uint64_t applied;
    uint32_t client;  /* index, or LIMIT_CLIENTS: of none */
    uint32_t answers; /* 1: the terminal's answers to the program were taken */
    uint32_t valid;
};

struct input {
    struct ring ring;
    struct input_commit commit;
    uint64_t
        writing; /* bytes being written to the PTY right now: a successor takes them as written */
    uint8_t bytes[LIMIT_INPUT_BYTES];
};

/* A chunk of output. The staging buffer is cleared before read() is called: a successor finds what
 * a killed read() had taken, since a NUL does nothing in a terminal. */
enum chunk_phase { CHUNK_NONE, CHUNK_READING, CHUNK_FEEDING };
struct chunk {
    uint32_t phase; /* enum chunk_phase */
    uint32_t len;   /* while feeding */
    uint64_t tick;  /* the terminal's before it: one that has another tick has been fed the chunk */
    uint32_t deaths;  /* how often this chunk brought the server down */
    uint32_t skipped; /* chunks that were given up, in all */
    uint8_t bytes[LIMIT_CHUNK];
};

/* Whether a program that ended is started again, and when: app/window/breaker knows the rules. Deadlines
 * are of the monotonic clock, which is one for the whole machine. */
enum breaker_state { BREAKER_CLOSED, BREAKER_HALF_OPEN, BREAKER_OPEN };
struct breaker {
    uint64_t retry_ms;   /* when it is started again; 0: not at all */
    uint64_t started_ms; /* the start that is not judged yet; 0: none */
    uint32_t delay_ms;   /* the last pause before a start; 0: none since a good start */
    uint32_t starts;     /* in all */
    uint16_t failed;     /* the last starts, a bit each, the newest lowest; set: failed soon */
    uint8_t policy;      /* enum respawn */
    uint8_t state;       /* enum breaker_state */
    uint32_t unused;
};

/* What a line must remember over a server's death. */
struct line_state {
    struct telnet telnet;
    struct os_serial changed; /* by hand, or by a guess: in place of what its source says */
    uint8_t is_changed;
    uint8_t
        pending[1]; /* the second half of a byte's encoding, which the device did not take yet */
    uint8_t pending_len;
    uint8_t unused;
};

struct window {
    struct handle session;
    uint32_t index;   /* its number within the session */
    uint32_t phase;   /* enum phase */
    uint32_t request; /* the number of the start asked of the keeper */
    int32_t pid;      /* of the program, for show */
    int32_t status;   /* as wait() gives it, where PHASE_ENDED */
    int32_t error;    /* errno of the exec, where PHASE_FAILED; of the device, where PHASE_AWAY */
    uint64_t created_unix, active_unix, ended_unix;
    uint16_t cols, rows; /* asked for by the owner of the size */
    uint16_t name_len;
    uint8_t name_given; /* named by a person: not after its command */
    uint8_t removing;   /* close it when its program has ended */
    uint8_t memory;     /* enum memory_verdict, where PHASE_ENDED */
    uint8_t start;      /* enum start */
    uint8_t renew;      /* start it anew when its program has ended: its declaration changed */
    uint8_t unused[5];
    uint64_t input_lock; /* the client that holds it (app/view/input_lock); 0: none */
    uint64_t declared; /* which declaration it is of (config.h); 0: of none */
    struct breaker breaker;
    char name[LIMIT_NAME_BYTES];
    struct source source;
    struct line_state line;
    struct input input;
    struct chunk chunk;
    struct term term;
};

struct session {
    char name[LIMIT_NAME_BYTES];
    uint16_t name_len;
    uint16_t next_index;
    uint32_t active; /* the index of the window that was looked at last */
    uint64_t created_unix, active_unix;
};

/* A browser's login: only the cookie's hash stands here. */
struct login {
    uint8_t hash[32];
    uint64_t used_unix;
    uint8_t readonly;
    uint8_t unused[7];
};

struct board {
    uint64_t magic;
    uint32_t layout;
    uint32_t profile;
    uint64_t size;         /* sizeof(struct board) */
    uint64_t started_unix; /* the keeper's start */
    /* The keeper's. */
    uint64_t restarts;   /* servers that had to be started again */
    int32_t last_status; /* how the last server ended, as wait() gives it */
    uint32_t unused;
    /* The server's. */
    uint64_t list_serial; /* grows with every change that a list of windows shows */
    uint32_t ready;       /* 1: the first server has set everything up */
    uint32_t feeding;     /* the window whose chunk is being fed, or LIMIT_WINDOWS */
    uint32_t resizing;    /* the window that is being resized, or LIMIT_WINDOWS */
    uint32_t redrawn; /* windows whose invariants failed at a takeover and were started afresh */
    uint64_t next_session; /* for generated names */
    struct table session_table, window_table, login_table;
    struct slot session_slots[LIMIT_SESSIONS];
    struct slot window_slots[LIMIT_WINDOWS];
    struct slot login_slots[LIMIT_LOGINS];
    struct session sessions[LIMIT_SESSIONS];
    struct login logins[LIMIT_LOGINS];
    struct client clients[LIMIT_CLIENTS];
    struct figures figures; /* board/figures.h tells who writes what */
    struct journal journal; /* both write */
    /* A chunk is never fed while a window is resized: what the two are undone with, and done again,
     * has one place. `feeding` and `resizing` say whose it is. */
    union {
        struct undo undo;
        struct scratch scratch;
    };
    struct window windows[LIMIT_WINDOWS];
};

/* The mapping, at the one place in each process; NULL before it was made. */
struct board *board_map(int fd); /* maps the descriptor that os_board() made; NULL and errno */
void board_init(struct board *b, int64_t now_unix);
/* Whether a board that is found can be taken over by this binary. */
bool board_fits(const struct board *b);

#endif

/*
 * The board: all durable state, in one shared mapping of fixed size that the keeper makes before
 * the first fork. There is no pointer in it. A new server process continues on it as it is
 * (app/life/takeover), if magic and layout are its own.
 *
 * Only the server writes it, except for the members under "the keeper's". The keeper trusts nothing
 * on the board: pids, descriptors and deadlines that it acts on are in its own memory.
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
#define BOARD_LAYOUT 10u /* raised with every change of a struct below: tests/check/layout */

enum phase {
    PHASE_STARTING,
    PHASE_RUNNING,
    PHASE_ENDING,
    PHASE_ENDED,
    PHASE_FAILED,
    PHASE_IDLE, /* declared, and not started yet */
    PHASE_AWAY, /* its device is missing, and is opened again when it comes back */
    PHASES,
};

/* How much of a client's input was applied, for when it reconnects. */
struct client {
    uint64_t id;      /* that it chose; 0: the entry is free */
    uint64_t applied; /* input bytes applied to the window */
    uint64_t used_ms; /* last use; a new client replaces the least recently used */
    struct handle window;
};

/*
 * Input on its way to a program. Bytes are first copied into the ring after ring.head, where they
 * do not count yet. Then the commit record is written and made valid: from here on they count,
 * together with the client's offset and the answers taken. Then the record is carried out. A
 * successor carries a valid record out again, which is harmless: it only sets members.
 */
struct input_commit {
    uint64_t head;
    uint64_t applied;
    uint32_t client;  /* index; LIMIT_CLIENTS: none */
    uint32_t answers; /* 1: the terminal's answers to the program are in the bytes */
    uint32_t valid;   /* 1: to be carried out */
};

struct input {
    struct ring ring;
    struct input_commit commit;
    uint64_t
        writing; /* bytes of a write() that is in progress: a successor counts them as written */
    uint8_t bytes[LIMIT_INPUT_BYTES];
};

/* A chunk of output. The staging buffer is zeroed before read() is called: so a successor finds
 * what a read() had stored when the server was killed, and NULs do nothing in a terminal. */
enum chunk_phase { CHUNK_NONE, CHUNK_READING, CHUNK_FEEDING };
struct chunk {
    uint32_t phase;   /* enum chunk_phase */
    uint32_t len;     /* while feeding */
    uint64_t tick;    /* of the terminal before the chunk; another tick: it has been fed */
    uint32_t deaths;  /* servers that ended while they fed this chunk */
    uint32_t skipped; /* chunks that were not fed, in all */
    uint8_t bytes[LIMIT_CHUNK];
};

/* Whether a program that ended is restarted, and when, by the rules of app/window/breaker. Times
 * are of the monotonic clock, which all processes share. */
enum breaker_state { BREAKER_CLOSED, BREAKER_HALF_OPEN, BREAKER_OPEN };
struct breaker {
    uint64_t retry_ms;   /* when it is restarted; 0: no restart is due */
    uint64_t started_ms; /* a start that is neither good nor failed yet; 0: none */
    uint32_t delay_ms;   /* the last pause before a start; 0: none since a good start */
    uint32_t starts;     /* in all */
    uint16_t failed;     /* the last starts, a bit each, the newest lowest; 1: it failed */
    uint8_t policy;      /* enum respawn */
    uint8_t state;       /* enum breaker_state */
    uint32_t unused;
};

/* The state of a serial or TCP line that survives the server. */
struct line_state {
    struct telnet telnet;
    struct os_serial changed; /* settings that replace those of the source */
    uint8_t is_changed;       /* 1: they do, changed by a person or by a guess of the speed */
    uint8_t pending[1];       /* the second byte of an encoded one, not yet written */
    uint8_t pending_len;
    uint8_t unused;
};

struct window {
    struct handle session;
    uint32_t index;   /* its number within the session */
    uint32_t phase;   /* enum phase */
    uint32_t request; /* number of the start that the keeper was asked for */
    int32_t pid;      /* of the program; only shown */
    int32_t status;   /* in PHASE_ENDED: of wait(); in PHASE_FAILED: enum start_step */
    int32_t error;    /* errno: in PHASE_FAILED of the exec, in PHASE_AWAY of the device */
    uint64_t created_unix, active_unix, ended_unix;
    uint16_t cols, rows; /* as the viewer that sets the size asked for */
    uint16_t name_len;
    uint8_t name_given; /* 1: a person chose the name; 0: it is that of the command */
    uint8_t removing;   /* 1: the window is closed when its program has ended */
    uint8_t memory;     /* in PHASE_ENDED: enum memory_verdict */
    uint8_t start;      /* enum start */
    uint8_t renew; /* 1: restart it when its program has ended, since its declaration changed */
    uint8_t unused[5];
    uint64_t input_lock; /* the client that holds it (app/view/input_lock); 0: none */
    uint64_t declared;   /* declaration_key() of its declaration; 0: it is not declared */
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

/* A browser's login. The cookie itself is not kept, only its hash. */
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
    uint64_t started_unix; /* when the keeper started */
    /* The keeper's. */
    uint64_t restarts;   /* of the server */
    int32_t last_status; /* of wait() for the last server that ended */
    uint32_t unused;
    /* The server's. */
    uint64_t list_serial; /* grows with every change that a list of windows shows */
    uint32_t ready;       /* 1: the first server has initialized its members */
    uint32_t feeding;     /* the window whose chunk is being fed, or LIMIT_WINDOWS */
    uint32_t resizing;    /* the window that is being resized, or LIMIT_WINDOWS */
    uint32_t redrawn; /* screens that were cleared at a takeover, since an invariant did not hold */
    uint64_t next_session; /* for generated names */
    struct table session_table, window_table, login_table;
    struct slot session_slots[LIMIT_SESSIONS];
    struct slot window_slots[LIMIT_WINDOWS];
    struct slot login_slots[LIMIT_LOGINS];
    struct session sessions[LIMIT_SESSIONS];
    struct login logins[LIMIT_LOGINS];
    struct client clients[LIMIT_CLIENTS];
    struct figures figures; /* both write, each its own members */
    struct journal journal; /* both write */
    /* A chunk is never fed while a window is resized: what undoes the one and resumes the other
     * shares its place. `feeding` and `resizing` say which it is. */
    union {
        struct undo undo;
        struct scratch scratch;
    };
    struct window windows[LIMIT_WINDOWS];
};

/* Maps the shared memory of this descriptor (os_shared_memory()); NULL and errno. */
struct board *board_map(int fd);
/* Initializes a zeroed board. */
void board_init(struct board *b, int64_t now_unix);
/* Whether this binary can continue on the board. */
bool board_fits(const struct board *b);

#endif

/*
 * The board: all durable state, in one shared mapping of fixed size that the keeper creates before
 * the first fork. It contains no pointers. A new server process continues on the board as its
 * predecessor left it (app/life/takeover), if board_fits().
 *
 * Only the server writes it, except for the members marked as the keeper's. The keeper trusts
 * nothing on the board: the pids, descriptors and deadlines that it acts on are in its own memory.
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
#define BOARD_LAYOUT 11u /* incremented with every change of a struct below (tests/check/layout) */

enum phase {
    PHASE_STARTING,
    PHASE_RUNNING,
    PHASE_ENDING,
    PHASE_ENDED,
    PHASE_FAILED,
    PHASE_IDLE, /* declared in the configuration, not started yet */
    PHASE_AWAY, /* the line's device is missing; opened again when it returns */
    PHASES,
};

/* Progress of one client's input stream, kept for its next connection. */
struct client {
    uint64_t id;      /* chosen by the client; 0: the entry is free */
    uint64_t applied; /* input bytes applied to the window */
    uint64_t used_ms; /* time of last use; a new client replaces the least recently used */
    uint64_t head; /* the ring's head after its last byte there; above the tail: it waits there */
    uint64_t discarded; /* applied bytes that were discarded instead of being typed */
    struct handle window;
};

/*
 * Input queued for a program. Bytes are first copied into the ring after ring.head, where they do
 * not count yet. Then the commit record is written and marked valid: from then on the bytes count,
 * together with the client's offset and the answers taken. Finally the record is applied. A
 * successor applies a valid record again, which is harmless, since the record only assigns members.
 */
struct input_commit {
    uint64_t head;
    uint64_t applied;
    uint32_t client;  /* index in board.clients; LIMIT_CLIENTS: none */
    uint32_t answers; /* 1: the bytes include the terminal's answers to the program */
    uint32_t valid;   /* 1: to be applied */
};

struct input {
    struct ring ring;
    struct input_commit commit;
    uint64_t writing;  /* bytes of the write() in progress; a successor counts them as written */
    uint64_t since_ms; /* when the first byte was put into the empty ring */
    uint8_t bytes[LIMIT_INPUT_BYTES];
};

/* A chunk of output. The staging buffer is zeroed before read(): a successor can feed whatever a
 * read() had stored when the server was killed, since the remaining NULs have no effect on a
 * terminal. */
enum chunk_phase { CHUNK_NONE, CHUNK_READING, CHUNK_FEEDING, CHUNK_WAITING };
struct chunk {
    uint32_t phase;   /* enum chunk_phase */
    uint32_t len;     /* bytes of the chunk, unless it is being read */
    uint64_t start;   /* state.fed of the terminal before the chunk; it grows as bytes are fed */
    uint32_t deaths;  /* servers that died while feeding this chunk */
    uint32_t skipped; /* total number of chunks that were not fed */
    uint32_t decoded; /* bytes in the second half that replace a line's chunk; 0: none do */
    uint32_t unused;
    uint8_t bytes[LIMIT_CHUNK];
};

/* The circuit breaker of a window: whether and when a program that ended is restarted
 * (app/window/breaker). Times are milliseconds of the monotonic clock, which all processes
 * share. */
enum breaker_state { BREAKER_CLOSED, BREAKER_HALF_OPEN, BREAKER_OPEN };
struct breaker {
    uint64_t retry_ms;   /* time of the next restart; 0: none is due */
    uint64_t started_ms; /* time of a start that has neither succeeded nor failed yet; 0: none */
    uint32_t delay_ms;   /* last pause before a start; 0: none since a successful start */
    uint32_t starts;     /* total number of starts */
    uint16_t failed; /* results of the last starts, one bit each, the newest lowest; 1: failed */
    uint8_t policy;  /* enum respawn */
    uint8_t state;   /* enum breaker_state */
    uint32_t unused;
};

/* The outages of a line (app/window/outage). Times are milliseconds of the monotonic clock. */
struct outage {
    uint64_t opened_ms; /* time of an opening that has not lived long yet; 0: none */
    uint64_t retry_ms;  /* time of the next attempt; 0: none is planned */
    uint32_t pause_ms;  /* pause before the next attempt; 0: the shortest */
    int32_t error;      /* errno of the last failure */
    uint8_t shorts;     /* short connections in a row */
    uint8_t announced;  /* 1: the last notice to people says that the line is away */
    uint8_t failed;     /* 1: an attempt has failed since the line was open */
    uint8_t said;       /* 1: the line has sent something since it was opened */
    char why[108];      /* reason of the last failure, in words; the rest is NUL */
};

/* What a short connection said, so that the next one is not shown saying it again
 * (app/io/repeat). */
#define REPEAT_BYTES 508
struct repeat {
    uint8_t bytes[REPEAT_BYTES]; /* beginning of a connection's output */
    uint16_t len;                /* how much of it is known */
    uint8_t mode;                /* enum repeat_mode */
    uint8_t unused;
    uint16_t matched; /* bytes that the present connection has sent again, not shown yet */
    uint16_t unused2;
};

/* The row of a hex dump that has begun. */
struct line_hex {
    uint8_t bytes[16];
    uint8_t len;
    uint8_t unused[3];
};

/* The state of a serial or TCP line that survives the server. */
struct line_state {
    struct telnet telnet;
    struct os_serial changed; /* settings that replace those of the source */
    uint8_t is_changed; /* 1: `changed` is in force, set by a person or by a guess of the speed */
    uint8_t pending[1]; /* second byte of an encoded pair, not yet written */
    uint8_t pending_len;
    uint8_t pulse;    /* DTR and RTS of enum os_serial_lines that are pulsed */
    uint8_t pulse_on; /* those of them that are on after the pulse */
    uint8_t off;      /* DTR and RTS: those that were set off last */
    uint8_t unused[2];
    struct outage outage;
    struct repeat repeat;
    struct line_hex hex;
};

struct window {
    struct handle session;
    uint32_t index;   /* number within the session */
    uint32_t phase;   /* enum phase */
    uint32_t request; /* number of the last start requested from the keeper */
    int32_t pid;      /* pid of the program, for display only */
    int32_t status;   /* PHASE_ENDED: wait status; PHASE_FAILED: enum start_step */
    int32_t error;    /* errno; PHASE_FAILED: of that step; PHASE_AWAY: of the device */
    uint64_t created_ms, active_ms, ended_ms;
    uint16_t cols, rows; /* size requested by the viewer that owns it */
    uint16_t name_len;
    uint8_t name_given; /* 1: chosen by a person; 0: derived from the command */
    uint8_t removing;   /* 1: close the window once its program has ended */
    uint8_t memory;     /* PHASE_ENDED: enum memory_verdict */
    uint8_t start;      /* enum start */
    uint8_t renew;      /* 1: restart once the program has ended, since the declaration changed */
    uint8_t unused[5];
    uint64_t incarnation; /* number of this life, never used again (windows_begin_life()) */
    uint64_t input_lock;  /* id of the client that holds the lock (app/view/input_lock); 0: none */
    uint64_t declared;    /* declaration_key() of the declaration; 0: not declared */
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
    uint8_t unused[6];
    uint32_t next_index;            /* of the next window; never one that was used before */
    uint32_t active;                /* index of the window that was viewed last */
    uint64_t created_ms, active_ms; /* by clock_ms(), as all times here */
};

/* A browser's login. Only the hash of the cookie is stored. */
struct login {
    uint8_t hash[32];
    uint64_t used_ms;
    uint8_t readonly;
    uint8_t unused[7];
};

struct board {
    uint64_t magic;
    uint32_t layout;
    uint32_t profile;
    uint64_t size;       /* sizeof(struct board) */
    uint64_t started_ms; /* start of the keeper, by clock_ms() */
    /* The keeper's members. */
    uint64_t restarts;   /* number of server restarts */
    int32_t last_status; /* wait status of the last server that ended */
    uint32_t unused;
    /* The server's members. */
    uint64_t list_serial;  /* incremented with every change visible in a list of windows */
    uint32_t ready;        /* 1: the first server has initialized its members */
    uint32_t feeding;      /* slot of the window whose chunk is being fed; LIMIT_WINDOWS: none */
    uint32_t resizing;     /* slot of the window being resized; LIMIT_WINDOWS: none */
    uint32_t redrawn;      /* screens cleared at a takeover because an invariant did not hold */
    uint64_t next_session; /* number for the next generated name */
    uint64_t incarnations; /* the incarnation given out last; below 2^53, exact in JSON's numbers */
    struct table session_table, window_table, login_table;
    struct slot session_slots[LIMIT_SESSIONS];
    struct slot window_slots[LIMIT_WINDOWS];
    struct slot login_slots[LIMIT_LOGINS];
    struct session sessions[LIMIT_SESSIONS];
    struct login logins[LIMIT_LOGINS];
    struct client clients[LIMIT_CLIENTS];
    struct figures figures; /* written by both processes, each to its own members */
    struct journal journal; /* written by both processes */
    /* A chunk is never fed during a resize, so the undo area of the one and the scratch area of the
     * other share their storage. `feeding` and `resizing` show which of them is in use. */
    union {
        struct undo undo;
        struct scratch scratch;
    };
    struct window windows[LIMIT_WINDOWS];
};

/* Maps the shared memory of this descriptor (os_shared_memory()). NULL with errno set on error. */
struct board *board_map(int fd);
/* Initializes a zeroed board. */
void board_init(struct board *b, uint64_t now_ms);
/* Whether this binary can continue on the board: magic, layout, profile and size are its own. */
bool board_fits(const struct board *b);

#endif

/*
 * The messages between keeper and server: of fixed size, without pointers, over one SOCK_SEQPACKET
 * socketpair; descriptors are passed with them (SCM_RIGHTS). Anything of another size, an unknown type, or a
 * number out of range is fatal to the sender: the keeper ends the server, the server dies and is
 * started again.
 *
 *   server -> keeper
 *     READY          serving: restarts are counted from here
 *     START          window, source, size; or a job, whose output is a pipe and not a PTY
 *     END            window; also one that has ended in between
 *     LOST           window; its device is gone, and is to be opened again
 *     FORGET         window; also one that is not known
 *     FIGURES        the keeper is to publish its figures on the board (board/figures.h)
 *     LOG            window, source: the file that it says is to be opened; status 1: it is full,
 *                    and others are moved on first
 *     LOGGED         lines are in the journal (board/journal.h)
 *     PONG           the answer to PING
 *     BYE            shut down is done
 *   keeper -> server
 *     LISTENER       (fd) once for each listening socket
 *     STARTED        window, pid (fd: the PTY's master; of a job the pipe's end)
 *     FAILED         window, errno why the program never ran, status: enum start_step
 *     ENDED          window, wait status, when it and its process group are gone
 *     AWAY           window, errno: its device cannot be opened now; "why", in words
 *     LOG_FILE       window (fd), status: the file's size, -1 where it is no regular file
 *     LOG_FAILED     window, errno
 *     HELD           window, pid (fd): a window that the keeper holds from an earlier server
 *     TAKEOVER_END   everything that is held has been sent
 *     PING           a server that does not answer until the next one hangs, and is ended
 *     SHUTDOWN       viewers are to be disconnected, then BYE
 *
 * A job is a window whose index is from LIMIT_WINDOWS on. It belongs to the server that asked for it:
 * a successor hears nothing of it.
 *
 * The order at the start: the keeper sends every LISTENER, then HELD and then perhaps ENDED, or
 * FAILED, or AWAY, for every window it knows, then TAKEOVER_END. The keeper keeps an ended window's
 * status and PTY until FORGET, so that the last output of the program can still be read.
 */
#ifndef BOARD_MESSAGE_H
#define BOARD_MESSAGE_H

#include "base/table.h"
#include "limits.h"
#include "source/source.h"

enum message_type {
    MESSAGE_NONE,
    /* from the server */
    MESSAGE_READY, /* serving: restarts are counted from here */
    MESSAGE_START,
    MESSAGE_END, /* SIGHUP and SIGTERM to its group, SIGKILL after kill_ms */
    MESSAGE_LOST,
    MESSAGE_FORGET, /* the window's ending was noted on the board */
    MESSAGE_FIGURES,
    MESSAGE_LOG,    /* the file of a window's output is to be opened */
    MESSAGE_LOGGED, /* lines are in the journal that the keeper is to write elsewhere */
    MESSAGE_PONG,   /* the answer to a PING */
    MESSAGE_BYE,
    /* from the keeper */
    MESSAGE_LISTENER,
    MESSAGE_STARTED,
    MESSAGE_FAILED,
    MESSAGE_ENDED,
    MESSAGE_AWAY,
    MESSAGE_LOG_FILE,
    MESSAGE_LOG_FAILED,
    MESSAGE_HELD,
    MESSAGE_TAKEOVER_END,
    MESSAGE_SHUTDOWN,
    MESSAGE_PING, /* a server that does not answer hangs, and is ended */
    MESSAGE_TYPES,
};

/* What of a START failed: the errno of FAILED is about that. */
enum start_step { START_EXEC, START_TERMINAL, START_USER, START_DIRECTORY, START_STEPS };

/* Whether the out-of-memory killer ended a program. */
enum memory_verdict { MEMORY_NOT, MEMORY_POSSIBLY, MEMORY_CERTAINLY };

struct message {
    uint32_t type;
    uint32_t request; /* START: a number that the answers repeat, since a window can be restarted */
    struct handle window;
    int32_t pid;
    int32_t status;       /* ENDED: as wait() gives it; FAILED: enum start_step */
    int32_t error;        /* FAILED, AWAY: errno; ENDED: enum memory_verdict */
    uint16_t cols, rows;  /* START; 0 of a job */
    uint32_t deadline_ms; /* START of a job: it is ended after this */
    struct source source; /* START; AWAY: an option "why" */
};

/* One message with at most one descriptor (-1: none). Send: false and errno (EAGAIN: the socket is
 * full). Receive: 1 a message, 0 the other side is gone, -1 and errno. *fd is -1 where none came,
 * else the caller's. */
bool message_send(int socket, const struct message *m, int fd);
int message_receive(int socket, struct message *m, int *fd);
/* Whether this errno means that the other side is there, and the message is to be sent again later. */
bool message_later(int error);

#endif

/*
 * Messages between keeper and server: of fixed size, without pointers, over one SOCK_SEQPACKET
 * socketpair that also passes descriptors (SCM_RIGHTS). A message of another size or unknown type,
 * or with a number out of range, is fatal to the server: the keeper ends it, or the server exits
 * and is restarted.
 *
 *   server -> keeper
 *     READY          the server is serving; its uptime counts from here
 *     START          window, source, size; or a job, whose output is a pipe instead of a PTY
 *     END            window; it may have ended already
 *     LOST           window; its device has disappeared and is to be reopened
 *     FORGET         window; it may be unknown
 *     FIGURES        the keeper is to publish its figures on the board (board/figures.h)
 *     LOG            window, source: open the source's log file; status 1: the file is full, rotate
 *                    it first
 *     LOGGED         the journal has new lines (board/journal.h)
 *     PONG           answer to PING
 *     BYE            shutdown is complete
 *   keeper -> server
 *     LISTENER       (fd), once for each listening socket
 *     STARTED        window, pid (fd: PTY master or device; for a job, the read end of its pipe)
 *     FAILED         window, errno of the failed start, status: enum start_step
 *     ENDED          window, wait status, once the program and its process group are gone
 *     AWAY           window, errno: its device cannot be opened now; option "why", in words
 *     LOG_FILE       window (fd), status: the file's size, -1 if it is not a regular file
 *     LOG_FAILED     window, errno of the failed LOG
 *     HELD           window, pid (fd): a window kept from an earlier server
 *     TAKEOVER_END   all windows kept from an earlier server have been sent
 *     PING           a server that has not answered when the next PING is due is ended as hung
 *     REOPEN         ask for the windows' log files again, by LOG
 *     SHUTDOWN       disconnect the viewers, then send BYE
 *
 * A job has a window index of LIMIT_WINDOWS or above. It belongs to the server that requested it;
 * a successor receives no messages about it.
 *
 * Order at the start: every LISTENER; then, for every known window, HELD followed by ENDED if it
 * has ended, or FAILED, or AWAY; then TAKEOVER_END. The keeper keeps an ended window's status and
 * PTY until FORGET, since the program's last output can still be read from it.
 */
#ifndef BOARD_MESSAGE_H
#define BOARD_MESSAGE_H

#include "base/table.h"
#include "limits.h"
#include "source/source.h"

enum message_type {
    MESSAGE_NONE,
    /* from the server to the keeper */
    MESSAGE_READY,
    MESSAGE_START,
    MESSAGE_END, /* SIGHUP and SIGTERM to the process group, SIGKILL after kill_ms */
    MESSAGE_LOST,
    MESSAGE_FORGET, /* the ending has been recorded on the board */
    MESSAGE_FIGURES,
    MESSAGE_LOG,
    MESSAGE_LOGGED,
    MESSAGE_PONG,
    MESSAGE_BYE,
    /* from the keeper to the server */
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
    MESSAGE_PING,
    MESSAGE_REOPEN,
    MESSAGE_TYPES,
};

/* The step of a START that failed; the errno of FAILED belongs to it. */
enum start_step { START_EXEC, START_TERMINAL, START_USER, START_DIRECTORY, START_STEPS };

/* Whether the out-of-memory killer ended a program. */
enum memory_verdict { MEMORY_NOT, MEMORY_POSSIBLY, MEMORY_CERTAINLY };

struct message {
    uint32_t type;
    uint32_t request; /* START: number that the answers repeat, since a window can be restarted */
    struct handle window;
    int32_t pid;
    int32_t status;       /* ENDED: wait status; FAILED: enum start_step */
    int32_t error;        /* FAILED, AWAY: errno; ENDED: enum memory_verdict */
    uint16_t cols, rows;  /* START; 0 for a job */
    uint32_t deadline_ms; /* START of a job: the job is ended after this time */
    struct source source; /* START, LOG; AWAY: holds the option "why" */
};

/* Send or receive one message with at most one descriptor (-1: none). Send: false with errno set
 * (EAGAIN: the socket is full). Receive: 1 for a message, 0 if the peer is gone, -1 with errno set
 * (EPROTO: malformed). *fd is -1 if no descriptor came; otherwise the caller owns it. */
bool message_send(int socket, const struct message *m, int fd);
int message_receive(int socket, struct message *m, int *fd);
/* Whether this errno of either function is temporary: the peer exists, and a later call can
 * succeed. */
bool message_later(int error);

#endif

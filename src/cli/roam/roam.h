/*
 * boundtty roam, the ssh that comes back: what its parts know of each other. One block of memory
 * (struct roam) is taken at the start; nothing stands in variables but what a signal's handler
 * says.
 */
#ifndef CLI_ROAM_H
#define CLI_ROAM_H

#include "base/text.h"
#include "limits.h"

#include <termios.h>

#define ROAM_ARGUMENTS 40
#define ROAM_LINE_BYTES 1024   /* a line of ssh's words; a longer one is passed on in parts */
#define ROAM_REMOTE_BYTES 1024 /* the command for the far side */
#define ROAM_FORWARDS 32       /* those whose failures are told by name; ssh knows of all */

struct roam_settings {
    const char *host, *session, *socket, *escape;
    uint64_t alive_s, interval_s;
    bool screen, plain, verbose, require_forward;
};

/* A forward as ssh -G tells it. */
struct roam_forward {
    enum roam_direction { ROAM_LOCAL, ROAM_REMOTE, ROAM_DYNAMIC } direction;
    uint64_t port;
    bool failed;                  /* in this attempt */
    char words[LIMIT_PATH_BYTES]; /* "8080 [localhost]:80" */
};

/* What the user's own configuration says of the host. */
struct roam_plan {
    bool remote_command, connect_timeout, gateway_ports; /* are set there */
    unsigned forwards;
    struct roam_forward forward[ROAM_FORWARDS];
};

/* What ssh said on its standard error in one attempt. */
struct roam_words {
    size_t len; /* of the line that is not whole yet */
    bool authenticated;
    bool refused;    /* by key or password */
    bool stranger;   /* the host's key is not the one that was expected */
    bool unresolved; /* its name means nothing */
    bool closed;     /* in good order, by the program that ended */
    bool dropped;    /* by the line, or the far side's ssh */
    bool forward_refused;
    bool known;                 /* what it says now of forwards was said before */
    char why[LIMIT_PATH_BYTES]; /* it was dropped; not passed on */
    char line[ROAM_LINE_BYTES];
};

/* A program that roam has started. pid 0: it has ended, and status is as waitpid() tells it. */
struct roam_child {
    int pid, status;
    int pipe;   /* what it writes there: see roam_start(); -1: closed */
    bool group; /* of its own */
};

struct roam {
    struct roam_settings set;
    struct roam_plan plan;
    struct roam_words words;
    struct roam_child child;
    struct termios terminal;
    int terminal_flags;
    bool reached;                  /* a session, once */
    uint64_t retried_ms;           /* the forwards that failed, or the attempt's start */
    char folder[LIMIT_PATH_BYTES]; /* of ssh's control socket; "": there is none */
    char control[LIMIT_PATH_BYTES];
    char line[ROAM_LINE_BYTES];
    char remote[ROAM_REMOTE_BYTES];
    char alive[32], connect[32];
    char *argv[ROAM_ARGUMENTS + 1];
};

/* roam.c: a sentence of roam's own, on a line of its own. */
void roam_say(struct slice sentence);

/* roam_child.c */
enum roam_kind {
    ROAM_SESSION, /* has the terminal; its standard error is the pipe */
    ROAM_QUESTION /* has no input, and a process group of its own; its standard output is the pipe
                   */
};
enum roam_event { ROAM_ENDED, ROAM_READABLE, ROAM_STOPPED, ROAM_LATE };
/* From now on SIGINT, SIGTERM and SIGHUP are held, and seen by roam_wait(). */
bool roam_signals(void);
int roam_signal(void); /* the one that asked roam to end; 0: none did */
/* 0, or an errno. The program is looked for in PATH. */
int roam_start(struct roam_child *c, char *const argv[], enum roam_kind kind, bool mute);
/* Waits for the first of these; clock_ms() = until_ms is ROAM_LATE. With pid 0 and no pipe open it
 * waits for a signal or the time, and with another descriptor than -1 for that as well. */
enum roam_event roam_wait(struct roam_child *c, int other, uint64_t until_ms);
/* Reads what there is; 0: no more comes now. */
size_t roam_read(struct roam_child *c, char *to, size_t size);
/* Ended, by SIGTERM and then SIGKILL, and reaped. */
void roam_end(struct roam_child *c);

/* roam_plan.c: asks ssh -G. False: it has been said why not. */
bool roam_plan(struct roam *r);
/* The far side, or this one, did not take this port. */
void roam_forward_failed(struct roam *r, bool remote, uint64_t port);

/* roam_words.c: bytes of ssh's standard error. What they mean is noted, and they are passed on. */
void roam_words_feed(struct roam *r, struct slice bytes);
void roam_words_end(struct roam *r); /* the last line, also without its end */

void roam_words_read(struct roam *r); /* all that there is now */

/* roam_forwards.c */
#define ROAM_CONTROL "ControlPath="
void roam_forwards_open(struct roam *r); /* makes the folder, where there are forwards */
void roam_forwards_clear(const struct roam *r);
void roam_forwards_close(const struct roam *r);
uint64_t roam_forwards_due(const struct roam *r); /* when to try again what failed */
void roam_forwards_retry(struct roam *r);

/* roam_remote.c: the command for the far side, quoted for its shell. False: it does not fit. How it
 * ends tells what became of the session: */
enum roam_remote_status { ROAM_LIVES = 220, ROAM_LIVES_KILLED = 221, ROAM_LIVES_FAILED = 222 };
bool roam_remote_attach(struct roam *r);
bool roam_remote_lives(struct roam *r); /* exits 0 where the session lives, 1 where it does not */
/* A name that the multiplexer takes as it is; else why not. */
const char *roam_remote_check(const struct roam_settings *s);

/* roam_terminal.c */
bool roam_terminal_save(struct roam *r); /* false: there is none */
/* Back as it was saved, also what a program at the far side has switched on. */
void roam_terminal_restore(struct roam *r);
/* Says that it goes on then, and waits. False: the person does not want it, or a signal came. */
bool roam_terminal_wait(struct roam *r, uint64_t until_ms);

#endif

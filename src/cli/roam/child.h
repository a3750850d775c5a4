/* The programs that roam starts: ssh in the terminal, and ssh that answers a question. */
#ifndef CLI_ROAM_CHILD_H
#define CLI_ROAM_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct roam_child {
    int pid;    /* 0: it has ended */
    int status; /* then, as waitpid() reports it */
    int pipe;   /* the reading end of what it writes, nonblocking; -1: closed */
    bool group; /* it has a process group of its own */
};

enum roam_kind {
    ROAM_SESSION, /* has the terminal; its standard error is the pipe */
    ROAM_QUESTION /* has no input and a process group of its own; its standard output is the pipe */
};

enum roam_event {
    ROAM_ENDED,    /* the child has ended */
    ROAM_READABLE, /* there is something to read */
    ROAM_STOPPED,  /* a signal asks roam to end */
    ROAM_LATE      /* the deadline has passed */
};

/* From now on SIGINT, SIGTERM and SIGHUP are blocked but while roam_child_wait() waits. False: errno. */
bool roam_catch_signals(void);
/* The signal that asked roam to end; 0: none did. */
int roam_signal(void);
/* Starts a program, looked for in PATH; mute: its standard error is discarded. Returns 0, or an errno; a program
 * that cannot be run exits with 127. */
int roam_child_start(struct roam_child *c, char *const argv[], enum roam_kind kind, bool mute);
/* Waits for the first of the events; the deadline is in clock_ms(). other: another descriptor to wait for, or -1.
 * Without a child (pid 0, pipe -1) it waits for the others. */
enum roam_event roam_child_wait(struct roam_child *c, int other, uint64_t until_ms);
/* Waits for the end of a program that answers a question, whose output is discarded. False: the deadline passed, or
 * a signal asks roam to end; the program is ended in any case. */
bool roam_child_finish(struct roam_child *c, uint64_t until_ms);
/* Reads what there is; 0: nothing, for now or for ever. */
size_t roam_child_read(struct roam_child *c, char *to, size_t size);
/* Ends the child by SIGTERM, and after 2 s by SIGKILL, and reaps it. */
void roam_child_end(struct roam_child *c);

#endif

/* The child processes of roam: ssh in the terminal, and ssh that answers a question. */
#ifndef CLI_ROAM_CHILD_H
#define CLI_ROAM_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct roam_child {
    int pid;    /* 0: ended */
    int status; /* after the end, as waitpid() reports it */
    int pipe;   /* reading end of its output, nonblocking; -1: closed */
    bool group; /* the process has a process group of its own */
};

enum roam_kind {
    ROAM_SESSION, /* uses the terminal; its standard error is the pipe */
    ROAM_QUESTION /* has no input and its own process group; its standard output is the pipe */
};

enum roam_event {
    ROAM_ENDED,    /* the child has ended */
    ROAM_READABLE, /* the pipe or the other descriptor is readable */
    ROAM_STOPPED,  /* a signal asks roam to end */
    ROAM_LATE      /* the deadline has passed */
};

/* Blocks SIGINT, SIGTERM and SIGHUP except while roam_child_wait() waits. False and errno on
 * failure. */
bool roam_catch_signals(void);
/* Returns the signal that asked roam to end; 0 if none did. */
int roam_signal(void);
/* Starts a program, searched in PATH. mute: its standard error is discarded. Returns 0 or an errno;
 * a program that cannot be executed exits with 127. */
int roam_child_start(struct roam_child *c, char *const argv[], enum roam_kind kind, bool mute);
/* Waits for the first of the events; the deadline is in clock_ms(). other: another descriptor to
 * wait for, or -1. Without a child (pid 0, pipe -1) it waits for the other events. */
enum roam_event roam_child_wait(struct roam_child *c, int other, uint64_t until_ms);
/* Waits for the end of a program that answers a question, discarding its output. False if the
 * deadline passed, or a signal asks roam to end. The program has ended in any case. */
bool roam_child_finish(struct roam_child *c, uint64_t until_ms);
/* Reads available bytes and returns how many; 0 if there are none now, or none any more. */
size_t roam_child_read(struct roam_child *c, char *to, size_t size);
/* Ends the child by SIGTERM, and after 2 s by SIGKILL, and reaps it. */
void roam_child_end(struct roam_child *c);

#endif

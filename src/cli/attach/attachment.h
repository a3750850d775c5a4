/* A window of a server shown in this terminal, over any number of connections. */
#ifndef CLI_ATTACHMENT_H
#define CLI_ATTACHMENT_H

#include "cli/attach/dialect.h"
#include "cli/attach/escape.h"
#include "cli/attach/screen.h"

#define ATTACHMENT_READ_BYTES 1024 /* read from the terminal at once */

/* The caller sets client, escape, screen.part and the screen's size, and starts the dialect. */
struct attachment {
    struct client *client; /* its target names the window */
    struct escape escape;
    struct screen screen;
    bool connected;
    bool over;             /* the attachment ends with `status` at until_ms */
    int status;            /* an exit status */
    uint64_t until_ms;     /* time of the end; without a connection of the next attempt */
    uint64_t pause_ms;     /* pause before the attempt after that, in ms; 0: connection good */
    bool passing;          /* the notice ends with the state that it describes */
    bool refusing;         /* typed bytes are refused, except for the client's own keys */
    uint64_t refused;      /* number of bytes refused since then */
    uint64_t read_ms;      /* time of the last typed bytes */
    uint64_t confirmed;    /* offset up to which the server had confirmed input, and */
    uint64_t confirmed_ms; /* when that was, or when there was room last */
    uint16_t bounded_cols, bounded_rows;    /* the bounded size that was reported last; 0: none */
    int keys_watch, wire_watch;             /* watches of the poll loop; -1: none */
    char ending[DIALECT_ENDING_BYTES + 32]; /* printed at the end */
    uint8_t typed[ATTACHMENT_READ_BYTES];
    struct dialect dialect;
};

/* Makes the first connection before the deadline, and prints the error if that fails. Returns an
 * exit status. */
int attachment_connect(struct attachment *a, uint64_t until_ms);
/* Shows the window until it is detached or over; then restores the terminal and prints how it
 * ended. Returns the exit status. */
int attachment_run(struct attachment *a);

#endif

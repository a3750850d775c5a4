/* boundtty wait: waits until a pattern appears in a window's output, or its program has ended. */
#ifndef CLI_COMMAND_WAIT_H
#define CLI_COMMAND_WAIT_H

#include "cli/connect/client.h"

#define WAIT_MARK_BYTES 48

/* One wait, which the server knows by its id, so that it is continued after a lost connection. */
struct wait {
    const char *pattern; /* NULL: only the program's end */
    struct slice echo;   /* the text whose echo does not count */
    uint64_t id;
    uint64_t until_ms;          /* in clock_ms(); UINT64_MAX: without an end */
    char mark[WAIT_MARK_BYTES]; /* looks from here on; "now"; "": at the screen too */
};

/* Reads "-t SECONDS" (NULL: no end), checks the pattern and chooses an id. Returns an exit
 * status. */
int wait_start(const struct options *o, struct wait *w, const char *pattern, const char *seconds);
/* Begins the wait on the server, and returns at once; w->mark becomes the present position. Without
 * this call wait_run() begins it. Returns an exit status. */
int wait_begin(struct client *c, struct wait *w);
/* Waits; w->mark becomes the position after the match. Returns an exit status. */
int wait_run(struct client *c, struct wait *w);
/* Prints w->mark and a newline. */
void wait_print_mark(const struct wait *w);

int cli_wait(char *const argv[]);

#endif

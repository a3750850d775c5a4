/* boundtty attach: what its parts know of each other. */
#ifndef CLI_ATTACH_H
#define CLI_ATTACH_H

#include "cli/dialect.h"
#include "cli/escape.h"

#define ATTACH_PICTURE 65536

struct attach {
    struct client *client;
    struct escape escape;
    bool connected;
    bool noticed; /* a sentence of ours stands in the last row */
    bool fits;    /* the window is not larger than the terminal */
    bool over;    /* it ends with `status` once `until_ms` has come */
    int status;
    uint16_t cols, rows; /* of the terminal */
    uint16_t region;     /* the window's rows that the terminal scrolls; 0: all of its own */
    uint64_t until_ms;   /* the next try, or the end */
    uint64_t pause_ms;   /* before the try after that */
    char ending[DIALECT_ENDING + 32];
    size_t picture_len;
    uint8_t picture[ATTACH_PICTURE];
    struct dialect dialect;
};

/* attach_screen.c: what the person sees. */
void screen_paint(struct attach *a, struct slice bytes);
void screen_flush(struct attach *a);
/* The window's size, or the terminal's, is another one. */
void screen_fit(struct attach *a);
/* A sentence in the last row, until the next picture. */
void screen_notice(struct attach *a, const char *sentence, const char *more);

/* stdio.c: a pipe of bytes to this machine's server; its exit status. */
int stdio_run(struct client *c);

#endif

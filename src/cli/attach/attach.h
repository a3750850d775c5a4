/* boundtty attach: what its parts know of each other. */
#ifndef CLI_ATTACH_H
#define CLI_ATTACH_H

#include "cli/attach/dialect.h"
#include "cli/attach/escape.h"
#include "term/undo.h"

#define ATTACH_PICTURE 65536

/* A window that does not fit, as it was painted. */
struct attach_part {
    struct term term;
    struct undo undo;
};

struct attach {
    struct client *client;
    struct escape escape;
    bool connected;
    bool noticed; /* a sentence of ours stands in the last row */
    bool fits;    /* the window is not larger than the terminal */
    bool parted;  /* a part of it is shown */
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
    struct attach_part *part; /* of a size that was painted last */
};

/* attach_screen.c: what the person sees. */
void screen_paint(struct attach *a, struct slice bytes);
void screen_picture(struct attach *a); /* it is complete */
void screen_add(struct attach *a, struct slice bytes);
void screen_flush(struct attach *a);
/* The window's size, or the terminal's, is another one. */
void screen_fit(struct attach *a);
/* A sentence in the last row, until the next picture. */
void screen_notice(struct attach *a, const char *sentence, const char *more);

/* attach_part.c: the part that does fit. False: this program's profile has no such window. */
bool part_start(struct attach *a);
void part_feed(struct attach *a, struct slice bytes);
void part_draw(struct attach *a);

/* stdio.c: a pipe of bytes to this machine's server; its exit status. */
int stdio_run(struct client *c);

#endif

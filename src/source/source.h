/*
 * What feeds a window, as people declare it: a kind, an argv where it is a program, and options.
 * Without a pointer: it stands on the board, in messages and in the configuration alike.
 */
#ifndef BOARD_SOURCE_H
#define BOARD_SOURCE_H

#include "base/text.h"
#include "limits.h"
#include "source/serial.h"

enum source_kind {
    SOURCE_COMMAND, /* a program of this machine; without an argv the default one */
    SOURCE_SERIAL,  /* a serial device of this machine */
    SOURCE_TCP,     /* a serial line behind a TCP port, raw or by RFC 2217 */
    SOURCE_SSH,     /* a session of another machine (boundtty roam) */
    SOURCE_TMUX,    /* a session of this machine's tmux server */
    SOURCES,
};

struct source {
    uint16_t kind;                   /* enum source_kind */
    uint16_t argv_len;               /* of bytes: words, each NUL-terminated */
    uint16_t options_len;            /* of the bytes behind them: "name=value" words */
    uint16_t unused;                 /* zero: two sources are the same where their bytes are */
    char bytes[LIMIT_COMMAND_BYTES]; /* zero where not in use */
};

/* "command", "serial", ...; false: there is no such kind. */
bool source_kind_of(struct slice word, uint16_t *kind);
const char *source_name(const struct source *s);
/* The argv in place of one that is there. False: there is no room beside the options. */
bool source_set_argv(struct source *s, struct slice words);
struct slice source_argv(const struct source *s);
/* False: there is no room. */
bool source_add(struct source *s, struct slice name, struct slice value);
/* The first option of this name; false: there is none. */
bool source_option(const struct source *s, const char *name, struct slice *value);
/* What a line is to be set to. */
struct serial_settings source_serial(const struct source *s);
/* "yes"; anything else, and absent, is no. */
bool source_yes(const struct source *s, const char *name);
/* One option after the other: *at begins as 0. */
bool source_next(const struct source *s, size_t *at, struct slice *name, struct slice *value);
/* The names of all options that there are, from *at = 0 on; NULL: no more. */
const char *source_option_name(size_t *at);
/* Whether its words are whole and not too many: what came in a message may be anything. */
bool source_whole(const struct source *s);
/* What a person would call it: "serial /dev/ttyUSB0 at 115200". */
void source_describe(const struct source *s, struct text *to);
/* Whether its kind has these options, with such values, and those that it needs; where not, a
 * sentence. */
bool source_check(const struct source *s, struct text *error);

#endif

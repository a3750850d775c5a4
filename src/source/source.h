/*
 * What feeds a window: a kind, an argv where it is a program, and options. Plain bytes without a
 * pointer, the same on the board, in messages and in the configuration.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/text.h"
#include "limits.h"
#include "source/serial.h"

enum source_kind {
    SOURCE_COMMAND, /* a program of this machine; without an argv the default one */
    SOURCE_SERIAL,  /* a serial device of this machine */
    SOURCE_TCP,     /* a serial line that a TCP port serves, raw or by RFC 2217 */
    SOURCE_SSH,     /* a session of another machine (boundtty roam) */
    SOURCE_TMUX,    /* a session of this machine's tmux server */
    SOURCES,
};

/* Bytes that are not in use are zero: two sources are the same where their bytes are. */
struct source {
    uint16_t kind;        /* enum source_kind */
    uint16_t argv_len;    /* bytes of the argv: words, each NUL-terminated */
    uint16_t options_len; /* bytes of the options after it: "name=value", each NUL-terminated */
    uint16_t unused;
    char bytes[LIMIT_COMMAND_BYTES];
};

/* The names of the kinds, in the order of enum source_kind, and NULL. */
extern const char *const source_kinds[];
/* The kind of a name; false: there is none. */
bool source_kind_of(struct slice word, uint16_t *kind);
/* The name of the kind; "unknown" for a number that is none. */
const char *source_name(const struct source *s);
/* Replaces the argv. False: there is no room for it beside the options, and nothing was changed. */
bool source_set_argv(struct source *s, struct slice words);
struct slice source_argv(const struct source *s);
/* Adds an option, also one of another kind (source_check() finds it). False: there is no room,
 * or the value has a NUL. */
bool source_add(struct source *s, struct slice name, struct slice value);
/* The value of the first option of this name; false: there is none. */
bool source_option(const struct source *s, const char *name, struct slice *value);
/* Whether it is a line (serial or TCP): a device, not a program. */
bool source_is_line(const struct source *s);
/* The settings of a line: those of the options, and the default for the rest. */
struct serial_settings source_serial(const struct source *s);
/* Whether the option is there and its value is "yes". */
bool source_yes(const struct source *s, const char *name);
/* Visits the options in turn; *at begins as 0. False: no more. */
bool source_next(const struct source *s, size_t *at, struct slice *name, struct slice *value);
/* Visits the names of all options that any kind has; *at begins as 0. NULL: no more. */
const char *source_option_name(size_t *at);
/* Whether the lengths fit, every word ends, and there are at most LIMIT_ARGUMENTS: to be asked
 * of a source that came in a message, before anything else. */
bool source_whole(const struct source *s);
#define SOURCE_DESCRIBE_MAX 256 /* the longest: of an ssh source with host, session and user */
/* Adds what a person would call it: "serial /dev/ttyUSB0 at 115200". */
void source_describe(const struct source *s, struct text *to);
/* Whether it has only options of its kind, each valid and at most once unless it may repeat, and
 * those that the kind needs. False: error gets a sentence. */
bool source_check(const struct source *s, struct text *error);

#endif

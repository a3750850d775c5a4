/* The source that feeds a window: a kind, the argv of a program, and options. A source is plain
 * bytes without pointers, identical on the board, in messages and in the configuration. */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/text.h"
#include "limits.h"
#include "source/serial.h"

enum source_kind {
    SOURCE_COMMAND, /* program on this machine; without an argv the default command */
    SOURCE_SERIAL,  /* serial device on this machine */
    SOURCE_TCP,     /* serial line served on a TCP port, raw or by RFC 2217 */
    SOURCE_SSH,     /* session on another machine (boundtty roam) */
    SOURCE_TMUX,    /* session of this machine's tmux server */
    SOURCES,
};

/* Unused bytes are zero; two sources are equal if their bytes are. */
struct source {
    uint16_t kind;        /* enum source_kind */
    uint16_t argv_len;    /* bytes of the argv: NUL-terminated words */
    uint16_t options_len; /* bytes of the options after it: NUL-terminated "name=value" */
    uint16_t unused;
    char bytes[LIMIT_COMMAND_BYTES];
};

/* Names of the kinds in the order of enum source_kind, followed by NULL. */
extern const char *const source_kinds[];
/* Sets *kind to the kind of this name. False: unknown. */
bool source_kind_of(struct slice word, uint16_t *kind);
/* Name of the source's kind; "unknown" if the number is out of range. */
const char *source_name(const struct source *s);
/* Replaces the argv (NUL-terminated words). False: no room for it besides the options; nothing is
 * changed. */
bool source_set_argv(struct source *s, struct slice words);
/* The argv: NUL-terminated words; empty: none. */
struct slice source_argv(const struct source *s);
/* Adds an option, even one that the kind does not have (source_check() reports it). False: no room,
 * or the value contains a NUL. */
bool source_add(struct source *s, struct slice name, struct slice value);
/* Gets the value of the first option of this name. False: not present, and *value is unchanged. */
bool source_option(const struct source *s, const char *name, struct slice *value);
/* Whether the source is a line (serial or TCP): a device rather than a program. */
bool source_is_line(const struct source *s);
/* Settings of a line: those of its options, defaults for the rest. */
struct serial_settings source_serial(const struct source *s);
/* Whether the option is present with the value "yes". */
bool source_yes(const struct source *s, const char *name);
/* Iterates over the options; *at starts at 0. False: no more. */
bool source_next(const struct source *s, size_t *at, struct slice *name, struct slice *value);
/* Iterates over the names of the options of all kinds; *at starts at 0. NULL: no more. */
const char *source_option_name(size_t *at);
/* Whether kind and lengths are in range, every word is terminated, and the argv has at most
 * LIMIT_ARGUMENTS words. To be checked before any other use of a source that came in a message. */
bool source_whole(const struct source *s);
#define SOURCE_DESCRIBE_MAX 256 /* bytes of the longest: ssh with host, session and user */
/* Appends a description for people: "serial /dev/ttyUSB0 at 115200". */
void source_describe(const struct source *s, struct text *to);
unsigned source_options(const struct source *s); /* the number of its options */
/* Checks one option, from source_next(), after which *at was `end`: one of the source's kind,
 * valid, and given once unless it may repeat. False: error gets a sentence. */
bool source_check_option(const struct source *s, size_t end, struct slice name, struct slice value,
                         struct text *error);
/* Checks that the source has all that its kind requires, and a command only if it has one. False:
 * error gets a sentence. */
bool source_check_whole(const struct source *s, struct text *error);
/* Checks that the source has only options of its kind, each valid and at most once unless it may
 * repeat, and all that the kind requires. False: error gets a sentence. */
bool source_check(const struct source *s, struct text *error);

#endif

/*
 * One line an event, logfmt: time, level, event, then the event's fields in
 * stable names. Values are quoted where they need it; control bytes are escaped. Nothing
 * secret is ever given to it.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

#define LOG_LINE_BYTES 504 /* of a line without its newline, and so of a slot of the journal */

struct log_line {
    struct text text;
    enum log_level level;
    char storage[LOG_LINE_BYTES + 1];
};

/* Which process writes ("keeper", "server"), and from which level on. */
void log_init(const char *process, enum log_level least);
/* Writes a line that has no newline at its end in another format; to->cut where it does not fit. */
typedef void log_encoder(struct slice line, struct text *to);
/* How lines are written to stderr, such as logfmt_json(); NULL: as logfmt. The sink always gets logfmt. */
void log_encode(log_encoder *encoder);
/* Whether lines are written to stderr at all (they are, until told otherwise). */
void log_stderr(bool on);
/* A second receiver of every line (a ring on the board); NULL: none. */
void log_sink(void (*sink)(struct slice line));
void log_open(struct log_line *l, enum log_level level, const char *event);
/* The same for an event that somebody outside can cause at will: false where one of this key was
 * logged 10 times within this minute (then it is counted, and the line must not be written); the
 * next line that is let through says held_back=COUNT. key: a string constant, such as the event; at
 * most 16 different ones. */
bool log_open_limited(struct log_line *l, enum log_level level, const char *event, const char *key);
/* A limit was hit by somebody: one line of the event limit-hit, held back by limit. */
void log_limit(const char *limit, struct slice address);
void log_str(struct log_line *l, const char *name, struct slice value);
void log_u64(struct log_line *l, const char *name, uint64_t value);
void log_errno(struct log_line *l, int error); /* errno=ENOENT */
void log_close(struct log_line *l);            /* writes the line to stderr in one write */
void log_last(struct log_line *l); /* to the second receiver alone: stderr was told otherwise */

#endif

/*
 * The log: one line of logfmt for each event, with time, level, process, event, and the event's
 * fields under stable names. Values are quoted if necessary, and control bytes escaped. Callers
 * never pass a secret.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

#define LOG_LINE_BYTES 504 /* limit of a line without newline, and so of a slot of the journal */

struct log_line {
    struct text text;
    enum log_level level;
    char storage[LOG_LINE_BYTES + 1];
};

/* Sets the name of the writing process ("keeper", "server") and the least level that is written. */
void log_init(const char *process, enum log_level least);
/* An encoder appends `line`, which has no newline, to `to` in another format; to->cut if it does
 * not fit. */
typedef void log_encoder(struct slice line, struct text *to);
/* Sets the encoder for lines on stderr, such as logfmt_json(); NULL: logfmt. The sink always
 * receives logfmt. */
void log_encode(log_encoder *encoder);
/* Switches writing to stderr; it is on at the start. */
void log_stderr(bool on);
/* Sets a second receiver of every line, newline included (the journal on the board); NULL: none. */
void log_sink(void (*sink)(struct slice line));
/* Begins the line of an event, a constant. Fields are added in order; one that does not fit is
 * truncated or left out, with all later ones, and the line ends with cut=true. */
void log_open(struct log_line *l, enum log_level level, const char *event);
/* Like log_open(), for an event that a peer can cause at will. False if 10 lines of this key were
 * written within a minute: the event is counted, and the line must not be used. The next line
 * written has held_back=COUNT. key: a string constant, such as the event; at most 16 different
 * ones, further keys share the last. */
bool log_open_limited(struct log_line *l, enum log_level level, const char *event, const char *key);
/* Writes one line of the event limit-hit, rate-limited as above with `limit` as the key. address:
 * the peer's, or empty. */
void log_limit(const char *limit, struct slice address);
void log_str(struct log_line *l, const char *name, struct slice value);
void log_u64(struct log_line *l, const char *name, uint64_t value);
void log_errno(struct log_line *l, int error); /* errno=ENOENT */
void log_close(struct log_line *l);            /* ends the line and writes it in one write */
void log_last(struct log_line *l);             /* ends the line for the second receiver alone */

#endif

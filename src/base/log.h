/*
 * The log: a line of logfmt for each event, with time, level, process, event, and the event's
 * fields under stable names. Values are quoted where needed, and control bytes escaped. No secret
 * is ever passed to it.
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

/* The process that writes ("keeper", "server"), and the least level that is written. */
void log_init(const char *process, enum log_level least);
/* Writes a line that has no newline at its end in another format; to->cut where it does not fit. */
typedef void log_encoder(struct slice line, struct text *to);
/* How lines are written to stderr, such as logfmt_json(); NULL: as logfmt. The sink always gets
 * logfmt. */
void log_encode(log_encoder *encoder);
/* Whether lines are written to stderr; true at the start. */
void log_stderr(bool on);
/* A second receiver of every line, with its newline (the journal on the board); NULL: none. */
void log_sink(void (*sink)(struct slice line));
void log_open(struct log_line *l, enum log_level level, const char *event);
/* The same for an event that a peer can cause at will. False: 10 lines of this key were written
 * within a minute; then it is counted, and the line must not be used. The next line that is
 * written has held_back=COUNT. key: a string constant, such as the event; at most 16 different
 * ones, further keys share the last. */
bool log_open_limited(struct log_line *l, enum log_level level, const char *event, const char *key);
/* One line of the event limit-hit, limited as above by `limit`. address: of the peer; empty: none. */
void log_limit(const char *limit, struct slice address);
void log_str(struct log_line *l, const char *name, struct slice value);
void log_u64(struct log_line *l, const char *name, uint64_t value);
void log_errno(struct log_line *l, int error); /* errno=ENOENT */
void log_close(struct log_line *l);            /* ends the line, and writes it in one write */
void log_last(struct log_line *l);             /* ends the line for the second receiver alone */

#endif

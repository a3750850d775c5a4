/* Parsing of lines of the log: name=value pairs as base/log writes them, and the same as JSON. */
#ifndef BASE_LOGFMT_H
#define BASE_LOGFMT_H

#include "base/text.h"

/* Takes the next pair off a line: its name, and its value as written, with its quotes. False: no
 * more, or not of this form. */
bool logfmt_next(struct slice *line, struct slice *name, struct slice *value);
/* The value of the first pair of this name, as written; empty: there is none. */
struct slice logfmt_value(struct slice line, const char *name);
/* Adds a value without its quotes and escapes. */
void logfmt_plain(struct slice value, struct text *to);
/* The line as one JSON object: numbers stay numbers, all else is a string. to->cut where it does
 * not fit. */
void logfmt_json(struct slice line, struct text *to);

#endif

/* Parsing of log lines: name=value pairs as base/log writes them, and their conversion to JSON. */
#ifndef BASE_LOGFMT_H
#define BASE_LOGFMT_H

#include "base/text.h"

/* Removes the next pair from the line: its name, and its value as written, including quotes. False
 * if the line is empty or malformed. */
bool logfmt_next(struct slice *line, struct slice *name, struct slice *value);
/* Returns the value of the first pair with this name, as written; empty if the line has none. */
struct slice logfmt_value(struct slice line, const char *name);
/* Appends a value without its quotes and escapes. */
void logfmt_plain(struct slice value, struct text *to);
/* Appends the line as one JSON object: numbers stay numbers, all else becomes a string. Sets
 * to->cut if it does not fit. */
void logfmt_json(struct slice line, struct text *to);

#endif

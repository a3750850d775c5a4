/* Lists the last lines of the log, from the journal. */
#ifndef APP_LOG_LINES_H
#define APP_LOG_LINES_H

#include "app/request/lists.h"
#include "board/journal.h"

/* Bytes of the longest line as JSON; values that are unquoted in the line are quoted in JSON. */
#define LOG_LINE_JSON_MAX ITEM_ESCAPED(JOURNAL_LINE_BYTES)

/* Answers with at most `lines` of the last lines, as logfmt text or as a JSON array. */
void log_lines_list(struct conn *c, uint32_t lines, bool json);

#endif

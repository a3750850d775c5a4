/* Lines that are overwritten before they are written out are skipped. */
#include "app/watch/log_lines.h"

#include "app/core/app.h"
#include "base/codec/logfmt.h"

_Static_assert(LOG_LINE_JSON_MAX < ITEM_MAX, "a line fits an item");

static bool log_lines_read(struct list_cursor *at, uint8_t line[JOURNAL_LINE_BYTES],
                           struct slice *read)
{
    uint32_t number = (uint32_t)at->next;
    int len = journal_read(&app.board->journal, &number, line);
    if (len < 0 || number >= at->end)
        return false;
    at->next = number + 1u;
    *read = slice_make(line, (size_t)len);
    return true;
}

static bool log_lines_put_text(struct text *item, struct list_cursor *at)
{
    uint8_t storage[JOURNAL_LINE_BYTES];
    struct slice line;
    if (!log_lines_read(at, storage, &line))
        return false;
    text_add(item, line);
    text_char(item, '\n');
    return true;
}

static bool log_lines_put_json(struct text *item, struct list_cursor *at)
{
    uint8_t storage[JOURNAL_LINE_BYTES];
    struct slice line;
    if (!log_lines_read(at, storage, &line))
        return false;
    logfmt_json(line, item);
    return true;
}

static const struct list_kind as_text = {log_lines_put_text, "text/plain; charset=utf-8", false};
static const struct list_kind as_json = {log_lines_put_json, "application/json", true};

void log_lines_list(struct conn *c, uint32_t lines, bool json)
{
    const struct journal *j = &app.board->journal;
    uint32_t next = journal_next(j), oldest = journal_oldest(j);
    uint32_t first = next - oldest > lines ? next - lines : oldest;
    lists_begin(c, json ? &as_json : &as_text, (struct list_cursor){.next = first, .end = next},
                NULL);
}

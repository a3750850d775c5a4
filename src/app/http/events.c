/*
 * The state of a listener is the number of its next line. A line is sent once the out buffer has
 * room for all of it; until then it is only in the journal, and if it is overwritten there, it
 * counts as missed. The summary is made at most every two seconds, and only if there are listeners.
 */
#include "app/http/events.h"

#include "app/watch/log_lines.h"
#include "app/watch/processes.h"
#include "app/watch/status.h"
#include "base/codec/logfmt.h"
#include "net/fields.h"
#include "net/respond.h"

#define STATUS_MS 2000
#define HEAD_BYTES 64 /* bytes of an event: id, event, the name of data, and the end */
#define MISSED_MAX (HEAD_BYTES + ITEM_DIGITS + 16)
#define LINE_MAX (HEAD_BYTES + LOG_LINE_JSON_MAX)
#define STATUS_MAX (HEAD_BYTES + STATUS_SUMMARY_MAX)

_Static_assert(LINE_MAX <= ITEM_MAX && STATUS_MAX <= ITEM_MAX, "an event fits an item");
_Static_assert(MISSED_MAX + LINE_MAX + 256 <= LIMIT_CONN_OUT, "two events fit an out buffer");

static struct listener {
    bool listens;
    bool logfmt;   /* data is the log line, unchanged */
    uint32_t next; /* number of the next line */
    uint64_t status_ms;
} listeners[LIMIT_CONNECTIONS];

static unsigned listening;

/* The number of the first line to send: the one after Last-Event-ID, even if it is no longer kept,
 * since the listener is sent the number of lines missed. A number that this board has not assigned
 * yet means the next line. */
static uint32_t events_first(const struct http_request *r)
{
    struct slice value;
    uint64_t last;
    uint32_t next = journal_next(&app.board->journal);
    bool known = http_field(r, "Last-Event-ID", &value) && slice_u64(value, &last) && last < next;
    return known ? (uint32_t)last + 1 : next;
}

void events_open(struct conn *c, const struct http_request *r, uint64_t now_ms)
{
    struct listener *l = &listeners[conn_index(c)];
    struct slice format;
    http_stream(c, 200, "text/event-stream", TEXT_OF("X-Accel-Buffering: no\r\n"));
    if (r->method == HTTP_HEAD) {
        http_finish(c);
        return;
    }
    conn_limit_kernel(c);
    *l = (struct listener){.listens = true, .next = events_first(r), .status_ms = now_ms};
    l->logfmt = http_query(r->query, "format", &format) && slice_equal(format, SLICE("logfmt"));
    listening++;
}

void events_close(struct conn *c)
{
    struct listener *l = &listeners[conn_index(c)];
    listening -= l->listens;
    l->listens = false;
}

static void events_send_missed(struct conn *c, uint32_t missed)
{
    struct text *t = item_begin();
    text_str(t, "event: missed\ndata: {\"missed\":");
    text_u64(t, missed);
    text_str(t, "}\n\n");
    http_piece(c, t);
}

static void events_send_line(struct conn *c, bool logfmt, uint32_t number, struct slice line)
{
    struct text *t = item_begin();
    text_str(t, "id: ");
    text_u64(t, number);
    text_str(t, "\nevent: log\ndata: ");
    if (logfmt)
        text_add(t, line);
    else
        logfmt_json(line, t);
    text_str(t, "\n\n");
    http_piece(c, t);
}

/* Sends the next line. False: none yet. */
static bool events_send_next(struct conn *c, struct listener *l)
{
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t number = l->next;
    int len = journal_read(&app.board->journal, &number, line);
    if (len < 0)
        return false;
    if (number != l->next)
        events_send_missed(c, number - l->next);
    l->next = number + 1;
    events_send_line(c, l->logfmt, number, slice_make(line, (size_t)len));
    return true;
}

static void events_send_status(struct conn *c, uint64_t now_ms)
{
    processes_refresh(now_ms);
    struct text *t = item_begin();
    text_str(t, "event: status\ndata: ");
    status_put_summary(t);
    text_str(t, "\n\n");
    http_piece(c, t);
}

static void events_serve(struct conn *c, struct listener *l, uint64_t now_ms)
{
    while (http_room(c) >= MISSED_MAX + LINE_MAX && events_send_next(c, l))
        ;
    if (now_ms < l->status_ms || http_room(c) < STATUS_MAX)
        return;
    events_send_status(c, now_ms);
    l->status_ms = now_ms + STATUS_MS;
}

uint64_t events_turn(uint64_t now_ms)
{
    uint64_t wake = UINT64_MAX;
    if (listening == 0)
        return wake;
    for (struct conn *c = conn_next(NULL); c; c = conn_next(c)) {
        struct listener *l = &listeners[conn_index(c)];
        if (!l->listens)
            continue;
        events_serve(c, l, now_ms);
        if (l->status_ms > now_ms && l->status_ms < wake)
            wake = l->status_ms;
    }
    return wake;
}

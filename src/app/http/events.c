/*
 * Nothing is kept for a listener but where it is. A line is written when the out buffer has room
 * for it whole; until then it stands in the journal, and if it is overwritten there it was missed.
 * The summary is made at most every two seconds, and only while somebody listens.
 */
#include "app/http/events.h"

#include "app/watch/metrics.h"
#include "base/codec/logfmt.h"

#define STATUS_MS 2000
#define EVENT_MAX 2048

struct listener {
    bool listens;
    bool logfmt;   /* data is the line as it stands in the log */
    uint32_t next; /* the number of the next line */
    uint64_t status_ms;
};

static struct listener listeners[LIMIT_CONNECTIONS];
static unsigned listening;

/* Behind the line that a listener had last, whether it is still kept or not: what it missed it is
 * told. A number that is not ours yet (of a boundtty before this one) says nothing: the next line.
 */
static uint32_t behind(const struct http_request *r)
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
    conn_keep_little(c);
    *l = (struct listener){.listens = true, .next = behind(r), .status_ms = now_ms};
    l->logfmt = http_query(r->query, "format", &format) && slice_equal(format, SLICE("logfmt"));
    listening++;
}

void events_close(struct conn *c)
{
    struct listener *l = &listeners[conn_index(c)];
    listening -= l->listens;
    l->listens = false;
}

static void put_head(struct text *t, struct slice event)
{
    text_str(t, "event: ");
    text_add(t, event);
    text_str(t, "\ndata: ");
}

static void put_missed(struct conn *c, uint32_t missed)
{
    TEXT(t, 64);
    put_head(&t, SLICE("missed"));
    text_str(&t, "{\"missed\":");
    text_u64(&t, missed);
    text_str(&t, "}\n\n");
    http_piece(c, &t);
}

static void put_line(struct conn *c, bool as_it_is, uint32_t number, struct slice line)
{
    TEXT(t, EVENT_MAX);
    text_str(&t, "id: ");
    text_u64(&t, number);
    text_char(&t, '\n');
    put_head(&t, SLICE("log"));
    if (as_it_is)
        text_add(&t, line);
    else
        logfmt_json(line, &t);
    text_str(&t, "\n\n");
    if (!t.cut)
        http_piece(c, &t);
}

/* The next line, where there is one; false: no more for now. */
static bool put_next(struct conn *c, struct listener *l)
{
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t number = l->next;
    int len = journal_read(&app.board->journal, &number, line);
    if (len < 0)
        return false;
    if (number != l->next)
        put_missed(c, number - l->next);
    l->next = number + 1;
    put_line(c, l->logfmt, number, (struct slice){line, (size_t)len});
    return true;
}

static void put_status(struct conn *c, uint64_t now_ms)
{
    char storage[METRICS_SUMMARY_MAX + 64];
    struct text t;
    metrics_refresh(now_ms);
    text_init(&t, storage, sizeof storage);
    put_head(&t, SLICE("status"));
    metrics_put_summary(&t);
    text_str(&t, "\n\n");
    http_piece(c, &t);
}

static void serve(struct conn *c, struct listener *l, uint64_t now_ms)
{
    while (http_room(c) >= 2 * EVENT_MAX && put_next(c, l))
        ;
    if (now_ms < l->status_ms || http_room(c) < EVENT_MAX)
        return;
    put_status(c, now_ms);
    l->status_ms = now_ms + STATUS_MS;
}

uint64_t events_turn(uint64_t now_ms)
{
    uint64_t wake = UINT64_MAX;
    if (listening == 0)
        return wake;
    for (struct conn *c = net_next(NULL); c; c = net_next(c)) {
        struct listener *l = &listeners[conn_index(c)];
        if (!l->listens)
            continue;
        serve(c, l, now_ms);
        if (l->status_ms > now_ms && l->status_ms < wake)
            wake = l->status_ms;
    }
    return wake;
}

/* The listeners of windows. A listener is a window's handle in the slot of its connection; its
 * pending bytes are only in the connection's out buffer. */
#include "app/io/raw.h"

#include "net/respond.h"

/* indexed by connection; generation 0: not listening */
static struct handle listened[LIMIT_CONNECTIONS];
static uint16_t listeners;

static bool raw_listens(const struct conn *c, struct handle window)
{
    struct handle h = listened[conn_index(c)];
    return handle_equal(h, window);
}

/* Iterates over a window's listeners: NULL starts, and NULL ends. */
static struct conn *raw_next(struct handle window, struct conn *after)
{
    struct conn *c = after;
    while (listeners > 0 && (c = conn_next(c)) != NULL)
        if (raw_listens(c, window))
            return c;
    return NULL;
}

bool raw_shows(const struct window *w)
{
    struct slice value;
    return !source_option(&w->source, "screen", &value) || !slice_equal(value, SLICE("off"));
}

void raw_open(struct conn *c, const struct http_request *r, struct window *w)
{
    http_stream(c, 200, "application/octet-stream", TEXT_OF("X-Accel-Buffering: no\r\n"));
    if (r->method == HTTP_HEAD) {
        http_finish(c);
        return;
    }
    listened[conn_index(c)] = windows_handle(w);
    listeners++;
    windows_raise(w, FLAG_POLL);
}

void raw_close(struct conn *c)
{
    struct handle *h = &listened[conn_index(c)];
    struct window *w = h->generation ? windows_find(*h) : NULL;
    if (h->generation != 0)
        listeners--;
    *h = (struct handle){0};
    if (w)
        windows_raise(w, FLAG_POLL);
}

void raw_writable(struct conn *c)
{
    struct handle h = listened[conn_index(c)];
    struct window *w = h.generation ? windows_find(h) : NULL;
    if (w)
        windows_raise(w, FLAG_POLL);
}

size_t raw_max(const struct window *w, size_t most)
{
    struct conn *c = NULL;
    bool heard = false;
    if (raw_shows(w))
        return most;
    while ((c = raw_next(windows_handle(w), c)) != NULL) {
        size_t room = http_room(c);
        heard = true;
        most = room < most ? room : most;
    }
    return heard ? most : 0;
}

static void raw_log_cut(const struct window *w, const struct conn *c)
{
    struct log_line l;
    windows_log(&l, LOG_WARNING, "raw-cut", w);
    log_str(&l, "address", slice_of(conn_address(c)));
    log_close(&l);
}

void raw_output(struct window *w, struct slice bytes)
{
    struct conn *c = NULL;
    while (bytes.len > 0 && (c = raw_next(windows_handle(w), c)) != NULL) {
        if (http_room(c) >= bytes.len) {
            http_piece_raw(c, bytes);
            continue;
        }
        raw_log_cut(w, c);
        raw_close(c);
        conn_close(c);
    }
}

void raw_end(const struct window *w)
{
    struct conn *c = NULL;
    while ((c = raw_next(windows_handle(w), c)) != NULL) {
        raw_close(c);
        http_finish(c);
    }
}

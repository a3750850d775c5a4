/* The keeper opens the file, and another one when this is full; until that comes, the old one is
 * written to. CR and NUL, which a screen does not show either, are left out. */
#include "app/io/window_log.h"

#include "app/core/link.h"
#include "base/clock.h"

#include <errno.h>
#include <unistd.h>

#define PIECE 1024 /* of the file, written at once */

static struct window_log {
    int fd; /* 0, which is held by the standard input: none */
    uint64_t size, most;
    bool waits;   /* for the first one */
    bool full;    /* another one is asked for */
    bool in_line; /* the time stands there already */
    bool failed;  /* which was logged */
} logs[LIMIT_WINDOWS];

void window_log_close(struct window *w)
{
    struct window_log *l = &logs[windows_slot(w)];
    if (l->fd > 0)
        close(l->fd);
    *l = (struct window_log){0};
}

void window_log_open(struct window *w)
{
    struct window_log *l = &logs[windows_slot(w)];
    struct slice value;
    uint64_t kib = 0;
    window_log_close(w);
    if (!source_option(&w->source, "log", &value))
        return;
    l->most = source_option(&w->source, "log-size", &value) && slice_u64(value, &kib)
                  ? kib * 1024
                  : DEFAULT_LOG_BYTES;
    l->waits = true;
    link_log(windows_handle(w));
}

bool window_log_waits(const struct window *w)
{
    return logs[windows_slot(w)].waits;
}

static void come(struct window *w)
{
    logs[windows_slot(w)].waits = false;
    windows_raise(w, FLAG_POLL);
}

static void tell_failed(const struct window *w, int error)
{
    struct window_log *l = &logs[windows_slot(w)];
    struct log_line line;
    if (l->failed)
        return;
    l->failed = true;
    windows_log(&line, LOG_ERROR, "window-log-failed", w);
    log_errno(&line, error);
    log_close(&line);
}

void window_log_file(struct handle h, int fd, uint64_t size)
{
    struct window *w = windows_find(h);
    if (!w || windows_over(w)) {
        close(fd);
        return;
    }
    struct window_log *l = &logs[windows_slot(w)];
    if (l->fd > 0)
        close(l->fd);
    l->fd = fd;
    l->size = size;
    l->full = false;
    if (size == WINDOW_LOG_ENDLESS)
        l->most = UINT64_MAX;
    come(w);
}

void window_log_failed(struct handle h, int32_t error)
{
    struct window *w = windows_find(h);
    if (!w)
        return;
    tell_failed(w, error);
    come(w);
}

bool window_log_full(const struct window *w)
{
    return logs[windows_slot(w)].full;
}

static void write_out(struct window *w, struct text *t)
{
    struct window_log *l = &logs[windows_slot(w)];
    ssize_t n = write(l->fd, t->at, t->len);
    if (n == (ssize_t)t->len)
        l->failed = false;
    else
        tell_failed(w, n < 0 ? errno : ENOSPC);
    l->size += t->len;
    t->len = 0;
    if (l->size < l->most || l->full)
        return;
    l->full = true;
    link_log(windows_handle(w));
}

void window_log_put(struct window *w, struct slice bytes)
{
    struct window_log *l = &logs[windows_slot(w)];
    TEXT(t, PIECE);
    if (l->fd <= 0)
        return;
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.at[i] == '\r' || bytes.at[i] == '\0')
            continue;
        if (!l->in_line) {
            text_time(&t, clock_unix());
            text_char(&t, ' ');
        }
        l->in_line = bytes.at[i] != '\n';
        text_char(&t, (char)bytes.at[i]);
        if (t.size - t.len < 32)
            write_out(w, &t);
    }
    if (t.len > 0)
        write_out(w, &t);
}

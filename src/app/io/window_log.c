/* The log files of windows. The keeper opens the file, and the next one when it is full; until
 * that arrives, the old one is written. LF, CR and CR LF end a line; further CRs, at its start, and
 * NULs are left out. */
#include "app/io/window_log.h"

#include "app/core/link.h"
#include "base/clock.h"

#include <errno.h>
#include <unistd.h>

#define PIECE 1024   /* bytes written at once */
#define STAMP_MAX 32 /* bytes of one byte of output with a newline and the time before it */

static struct window_log {
    bool open;
    int fd;
    uint64_t size, max; /* bytes */
    bool waits;         /* waiting for the first file */
    bool full;          /* the keeper was asked for another file */
    bool in_line;       /* the time of the current line has been written */
    bool returned;      /* a CR has ended the line, and an LF after it is part of its end */
    bool failed;        /* a failure was logged; cleared by a successful write */
} logs[LIMIT_WINDOWS];

static struct window_log *window_log_of(const struct window *w)
{
    return &logs[windows_slot(w)];
}

void window_log_close(struct window *w)
{
    struct window_log *l = window_log_of(w);
    if (l->open)
        close(l->fd);
    *l = (struct window_log){0};
}

void window_log_open(struct window *w)
{
    struct window_log *l = window_log_of(w);
    struct slice value;
    uint64_t kib = 0;
    window_log_close(w);
    if (!source_option(&w->source, "log", &value))
        return;
    l->max = source_option(&w->source, "log-size", &value) && slice_u64(value, &kib)
                 ? kib * 1024
                 : DEFAULT_LOG_BYTES;
    l->waits = true;
    link_log(windows_handle(w));
}

bool window_log_waits(const struct window *w)
{
    return window_log_of(w)->waits;
}

static void window_log_resume(struct window *w)
{
    window_log_of(w)->waits = false;
    windows_raise(w, FLAG_POLL);
}

static void window_log_report(const struct window *w, int error)
{
    struct window_log *l = window_log_of(w);
    struct slice path = {0};
    struct log_line line;
    if (l->failed)
        return;
    l->failed = true;
    windows_log(&line, LOG_ERROR, "window-log-failed", w);
    (void)source_option(&w->source, "log", &path);
    log_str(&line, "file", path);
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
    struct window_log *l = window_log_of(w);
    if (l->open)
        close(l->fd);
    l->open = true;
    l->fd = fd;
    l->size = size;
    l->full = false;
    if (size == WINDOW_LOG_ENDLESS)
        l->max = UINT64_MAX;
    window_log_resume(w);
}

void window_log_failed(struct handle h, int32_t error)
{
    struct window *w = windows_find(h);
    if (!w)
        return;
    window_log_report(w, error);
    window_log_resume(w);
}

bool window_log_full(const struct window *w)
{
    return window_log_of(w)->full;
}

void window_log_reopen_all(void)
{
    uint16_t slot = 0;
    const struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL)
        if (window_log_of(w)->open)
            link_log(windows_handle(w));
}

static void window_log_write(struct window *w, struct text *t)
{
    struct window_log *l = window_log_of(w);
    ssize_t n = write(l->fd, t->at, t->len);
    if (n == (ssize_t)t->len)
        l->failed = false;
    else
        window_log_report(w, n < 0 ? errno : ENOSPC);
    l->size += t->len;
    t->len = 0;
    if (l->size < l->max || l->full)
        return;
    l->full = true;
    link_log(windows_handle(w));
}

/* Appends "2026-11-21T01:02:03.004Z ". */
static void put_stamp(struct text *t)
{
    uint64_t ms = clock_unix_ms();
    text_time(t, (int64_t)(ms / 1000));
    t->len--; /* the Z */
    text_char(t, '.');
    text_pad(t, ms % 1000, 3);
    text_str(t, "Z ");
}

/* Appends one byte of output. */
static void window_log_put_byte(struct window_log *l, struct text *t, char c)
{
    bool newline = c == '\n' || c == '\r';
    if (newline && !l->in_line && (c == '\r' || l->returned)) {
        l->returned = l->returned && c == '\r';
        return;
    }
    if (!l->in_line)
        put_stamp(t);
    l->in_line = !newline;
    l->returned = c == '\r';
    text_char(t, newline ? '\n' : c);
}

void window_log_put(struct window *w, struct slice bytes)
{
    struct window_log *l = window_log_of(w);
    TEXT(t, PIECE);
    if (!l->open)
        return;
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.at[i] != '\0')
            window_log_put_byte(l, &t, (char)bytes.at[i]);
        if (t.size - t.len < STAMP_MAX)
            window_log_write(w, &t);
    }
    if (t.len > 0)
        window_log_write(w, &t);
}

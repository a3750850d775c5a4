/*
 * Each turn, every viewer is sent the changes of its dialect, the title, and frames. A frame begins
 * when app/view/pace permits it and the program does not hold its output back (synchronized
 * output). A picture that does not fit the out buffer continues in further frames.
 */
#include "app/view/frames.h"

#include "app/view/control.h"
#include "app/view/viewer.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/upgrade.h"
#include "os/loop.h"
#include "term/paint_line.h"
#include "term/term.h"

#define APPLIED_MS 5 /* applied input is confirmed with a frame, or alone after this time */
/* The echo is the first frame after input, up to this delay. A later frame has another cause: the
 * program had nothing to show (a password). */
#define ECHO_MAX_US 5000000

static void note_echo(struct viewer *v)
{
    uint64_t us = v->typed_us > 0 ? loop_now_us() - v->typed_us : 0;
    if (v->typed_us > 0 && us <= ECHO_MAX_US)
        histogram_note(&app.board->figures.echo, us);
    v->typed_us = 0;
}

/* Whether the viewer takes a frame now. While the viewer's input is held back its acknowledgements
 * are not read: as in a dialect without them, the connection decides. */
static bool frames_open(const struct conn *c, const struct viewer *v)
{
    return pace_open(&v->pace, v->dialect->acknowledges && !v->blocked, conn_all_sent(c));
}

/* Sends one frame. False: no room. */
static bool frames_send(struct conn *c, struct viewer *v, const struct window *w)
{
    size_t head = v->dialect->frame_head;
    size_t size = 0;
    uint8_t *to = ws_reserve(c, head + PAINT_ROOM, &size);
    if (!to)
        return false;
    bool whole = false;
    size_t n = paint_frame(&v->painter, &w->term, to + head, size - head, &whole);
    pace_sent(&v->pace, whole);
    v->dialect->put_frame_head(to, v, w, whole);
    ws_commit(c, WS_BINARY, head + n);
    v->first = false;
    v->frames++;
    figures_count(&app.board->figures, FIGURE_FRAMES, 1);
    note_echo(v);
    return true;
}

/* Begins a picture if one is due. Otherwise *wake_ms gets the time when it is. */
static bool frames_begin(const struct conn *c, struct viewer *v, const struct window *w,
                         uint64_t now_ms, uint64_t *wake_ms)
{
    if (!paint_due(&v->painter, &w->term))
        return false;
    if (!frames_open(c, v)) {
        bool skipped = pace_skip(&v->pace, now_ms, app.config->frame_ms);
        v->skipped += skipped;
        figures_count(&app.board->figures, FIGURE_FRAMES_SKIPPED, skipped);
        return false;
    }
    uint64_t due = pace_due(&v->pace, now_ms);
    if (due == 0 && term_waits(&w->term, now_ms))
        due = w->term.state.synchronized_until;
    if (due > 0) {
        *wake_ms = due;
        return false;
    }
    pace_begin(&v->pace, now_ms, app.config->frame_ms);
    return true;
}

static uint64_t frames_serve_picture(struct conn *c, struct viewer *v, const struct window *w,
                                     uint64_t now_ms)
{
    uint64_t wake = UINT64_MAX;
    if (!v->pace.partial && !frames_begin(c, v, w, now_ms, &wake))
        return wake;
    if (v->dialect->send_applied(c, v, now_ms, 0) == 0)
        return wake;
    while (frames_open(c, v) && frames_send(c, v, w) && v->pace.partial)
        ;
    return wake;
}

/* Waits for the first message of a viewer; past the deadline, closes it. */
static uint64_t frames_await_hello(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    if (now_ms < v->deadline_ms)
        return v->deadline_ms;
    v->deadline_ms = UINT64_MAX;
    log_limit("time", slice_of(conn_address(c)));
    ws_close(c, WS_CLOSE_POLICY, "no first message within the time that it has");
    return UINT64_MAX;
}

static bool frames_send_title(struct conn *c, struct viewer *v, const struct window *w)
{
    if (v->sent_title == w->term.state.title_serial)
        return true;
    if (!v->dialect->send_title(c, term_title(&w->term)))
        return false;
    v->sent_title = w->term.state.title_serial;
    return true;
}

uint64_t frames_serve(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    const struct window *w = windows_find(v->window);
    uint64_t wake = UINT64_MAX;
    if (!v->greeted)
        return frames_await_hello(c, v, now_ms);
    uint64_t late = control_resize_late(c, v, now_ms);
    if (!v->dialect->send_changes(c, v, w, now_ms, &wake) || !frames_send_title(c, v, w))
        return clock_earlier(wake, late);
    wake = clock_earlier(clock_earlier(wake, late), frames_serve_picture(c, v, w, now_ms));
    uint64_t applied = v->dialect->send_applied(c, v, now_ms, APPLIED_MS);
    return applied == 0 ? wake : clock_earlier(wake, applied);
}

uint64_t frames_turn(uint64_t now_ms)
{
    uint64_t wake = UINT64_MAX;
    const struct window *w;
    for (uint16_t slot = 0; (w = windows_next_flagged(FLAG_ROOM, &slot)) != NULL;)
        viewers_resume(w);
    for (uint16_t slot = 0; windows_next_flagged(FLAG_CLOSED, &slot) != NULL;)
        ; /* clears the flags; viewers of a closed window are found by their handles */
    for (struct conn *c = conn_next(NULL); c; c = conn_next(c)) {
        struct viewer *v = viewers_of(c);
        if (!v->dialect)
            continue;
        if (windows_find(v->window))
            wake = clock_earlier(wake, frames_serve(c, v, now_ms));
        else
            viewer_refuse(c, WS_CLOSE_NORMAL, VIEWER_CLOSED_SENTENCE);
    }
    return wake;
}

/*
 * A picture is begun when the viewer lacks something, has shown what it was sent before (v1: all
 * but one frame of it; else: all has left our buffer), and 16 ms have passed since the last one was
 * begun. The first after quiet goes at once, and so does the one after a viewer's own keystroke: an
 * echo waits for nothing. A picture that does not fit goes on in further frames.
 */
#include "app/view/frames.h"

#include "app/io/input.h"
#include "app/view/input_lock.h"
#include "app/window/ending.h"
#include "base/clock.h"
#include "base/codec/fnv.h"
#include "base/codec/json.h"
#include "base/log.h"
#include "os/loop.h"
#include "term/paint_line.h"
#include "term/term.h"

#include <string.h>

/* Numbers of history lines alone are told this often, in ms. */
#define HISTORY_NUMBERS_MS 250
#define FRAME_HEAD 14      /* type, number, flags, top */
#define HISTORY_HEAD 15    /* type, line, epoch, count */
#define HISTORY_ROW_HEAD 3 /* flags, length */
#define STATE_ROOM 1024
#define APPLIED_MS 5 /* input that was applied waits so long for a frame to go with */
#define ECHO_MOST_US 5000000

static void put_u32(uint8_t *to, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(v >> (24 - 8 * i));
}

static void put_u64(uint8_t *to, uint64_t v)
{
    put_u32(to, (uint32_t)(v >> 32));
    put_u32(to + 4, (uint32_t)v);
}

static void put_bool(struct text *t, bool b)
{
    text_str(t, b ? "true" : "false");
}

bool frames_welcome(struct conn *c, struct viewer *v)
{
    const struct window *w = windows_find(v->window);
    const struct session *s = sessions_find(w->session);
    TEXT(t, STATE_ROOM);
    if (v->dialect == DIALECT_TTY) {
        text_str(&t, "2{}");
        return ws_send(c, WS_BINARY, &t);
    }
    v->told_applied = v->client < LIMIT_CLIENTS ? input_applied(v->client) : 0;
    v->offset = v->told_applied;
    text_str(&t, "2{\"protocol\":1,\"version\":\"" BOUNDTTY_VERSION "\",\"input\":");
    text_u64(&t, v->told_applied);
    text_str(&t, ",\"readonly\":");
    put_bool(&t, v->role != ROLE_FULL);
    text_str(&t, ",\"session\":");
    json_put_string(&t, slice_make(s->name, s->name_len));
    text_str(&t, ",\"index\":");
    text_u64(&t, w->index);
    text_str(&t, ",\"clipboard\":");
    put_bool(&t, app.config->clipboard);
    text_char(&t, '}');
    return ws_send(c, WS_BINARY, &t);
}

static void put_state(struct text *t, const struct conn *c, const struct viewer *v,
                      const struct window *w)
{
    const struct term_state *s = &w->term.state;
    text_str(t, "3{\"columns\":");
    text_u64(t, s->cols);
    text_str(t, ",\"rows\":");
    text_u64(t, s->rows);
    text_str(t, ",\"owner\":");
    put_bool(t, viewer_owns(c, w));
    text_str(t, ",\"viewers\":");
    text_u64(t, windows_live(w)->viewers);
    text_str(t, ",\"phase\":\"");
    text_str(t, windows_phase_name(w->phase));
    text_str(t, "\",\"ending\":");
    TEXT(ending, LIMIT_NAME_BYTES + 128);
    ending_put(w, &ending);
    json_put_string(t, text_slice(&ending));
    if (ending_status(w) >= 0) {
        text_str(t, ",\"status\":");
        text_u64(t, (uint64_t)ending_status(w));
        text_str(t, w->breaker.retry_ms > 0 ? ",\"retry\":true" : "");
    }
    text_str(t, ",\"name\":");
    json_put_string(t, slice_make(w->name, w->name_len));
    text_str(t, ",\"input_lock\":\"");
    text_str(t, input_lock_state(w, v));
    text_str(t, "\",\"lock_requested\":");
    put_bool(t, input_lock_requested(w, v));
    text_str(t, ",\"alternate\":");
    put_bool(t, s->active == SCREEN_ALTERNATE);
    text_str(t, ",\"list\":");
    text_u64(t, app.board->list_serial);
    text_str(t, ",\"history\":{\"epoch\":");
    text_u64(t, w->term.history.state.epoch);
}

/* False: there is no room yet. */
static bool send_state(struct conn *c, struct viewer *v, const struct window *w, uint64_t now_ms)
{
    const struct history_state *h = &w->term.history.state;
    TEXT(t, STATE_ROOM);
    put_state(&t, c, v, w);
    uint64_t now = fnv(FNV_START, text_slice(&t));
    bool lines = h->first != v->told_first || h->next != v->told_next;
    if (now == v->told_state && !(lines && now_ms >= v->told_history_ms + HISTORY_NUMBERS_MS))
        return true;
    text_str(&t, ",\"first\":");
    text_u64(&t, h->first);
    text_str(&t, ",\"next\":");
    text_u64(&t, h->next);
    text_str(&t, "}}");
    if (!ws_send(c, WS_BINARY, &t))
        return false;
    v->told_state = now;
    v->told_history_ms = now_ms;
    v->told_first = h->first;
    v->told_next = h->next;
    return true;
}

static bool send_title(struct conn *c, struct viewer *v, const struct window *w)
{
    if (v->told_title == w->term.state.title_serial)
        return true;
    uint8_t message[1 + LIMIT_TITLE_BYTES] = {'1'};
    struct slice title = term_title(&w->term);
    memcpy(message + 1, title.at, title.len);
    if (!ws_send_raw(c, WS_BINARY, (struct slice){message, title.len + 1}))
        return false;
    v->told_title = w->term.state.title_serial;
    return true;
}

/* False: there is no room yet. */
static bool send_applied(struct conn *c, struct viewer *v)
{
    uint64_t applied = v->client < LIMIT_CLIENTS ? input_applied(v->client) : v->offset;
    if (applied == v->told_applied)
        return true;
    uint8_t message[9] = {'4'};
    put_u64(message + 1, applied);
    if (!ws_send_raw(c, WS_BINARY, (struct slice){message, sizeof message}))
        return false;
    v->told_applied = applied;
    v->applied_ms = 0;
    return true;
}

/* What was applied goes with the frame that follows it, mostly an echo, so that nobody is woken up
 * twice; where none follows, it is told by itself. When it wants to be asked again. */
static uint64_t serve_applied(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    uint64_t applied = v->client < LIMIT_CLIENTS ? input_applied(v->client) : v->offset;
    if (applied == v->told_applied)
        return UINT64_MAX;
    if (v->applied_ms == 0)
        v->applied_ms = now_ms + APPLIED_MS;
    if (now_ms < v->applied_ms)
        return v->applied_ms;
    (void)send_applied(c, v);
    return UINT64_MAX;
}

/* Rows from a line on, as many as fit; returns how many, and moves *at behind them. */
static uint16_t put_history_rows(const struct viewer *v, const struct history *h, uint64_t line,
                                 uint8_t *to, size_t size, size_t *at)
{
    struct history_line l;
    uint16_t count = 0;
    uint64_t position;
    if (v->history_count == 0 || !history_seek(h, line, &position))
        return 0;
    for (; count < v->history_count; count++) {
        size_t room = size - *at;
        if (room < HISTORY_ROW_HEAD + PAINT_ROOM && count > 0)
            break;
        uint8_t *row = to + *at;
        if (!history_after(h, &position, &l))
            break;
        size_t len = paint_line(&l, row + HISTORY_ROW_HEAD, room - HISTORY_ROW_HEAD);
        if (count > 0 && room - HISTORY_ROW_HEAD - len < 64)
            break; /* it may have been cut: it comes first in the next answer */
        row[0] = l.wrapped ? 1 : 0;
        row[1] = (uint8_t)(len >> 8);
        row[2] = (uint8_t)len;
        *at += HISTORY_ROW_HEAD + len;
    }
    return count;
}

static bool send_history(struct conn *c, struct viewer *v, const struct window *w)
{
    if (v->history_count == 0)
        return true;
    size_t size = 0;
    uint8_t *to = ws_reserve(c, LIMIT_CONN_OUT / 2, &size);
    if (!to)
        return false;
    const struct history_state *h = &w->term.history.state;
    uint64_t line = v->history_line < h->first ? h->first : v->history_line;
    uint64_t before_first = line - v->history_line;
    v->history_count =
        (uint16_t)(before_first < v->history_count ? v->history_count - before_first : 0);
    size_t at = HISTORY_HEAD;
    uint16_t count = put_history_rows(v, &w->term.history, line, to, size, &at);
    to[0] = '5';
    put_u64(to + 1, line);
    put_u32(to + 9, h->epoch);
    to[13] = (uint8_t)(count >> 8);
    to[14] = (uint8_t)count;
    ws_commit(c, WS_BINARY, at);
    v->history_count = 0;
    conn_resume(c);
    return true;
}

/* Whether the viewer may be sent a frame now, but for the pace. What it acknowledges is not read
 * while its input is held back: then the connection itself tells, as where nothing is acknowledged.
 */
static bool may_have_frame(const struct conn *c, const struct viewer *v)
{
    if (v->paused)
        return false;
    if (v->dialect == DIALECT_V1 && !v->blocked)
        return v->frame - v->shown < VIEWER_UNSHOWN;
    return v->partial || conn_all_sent(c);
}

/* An echo is the first frame after input. What comes later than ECHO_MOST_US is none: the program
 * had nothing to show (a password), and something else made the frame. */
static void note_echo(struct viewer *v)
{
    uint64_t us = v->typed_us > 0 ? loop_now_us() - v->typed_us : 0;
    if (v->typed_us > 0 && us <= ECHO_MOST_US)
        histogram_note(&app.board->figures.echo, us);
    v->typed_us = 0;
}

/* The viewer lacks something that it may not be sent yet, for it has not taken what came before:
 * what it would have been shown now it will never be shown. */
static void note_skipped(struct viewer *v, uint64_t now_ms)
{
    if (v->paused || now_ms < v->skip_ms || now_ms < v->next_frame_ms)
        return;
    v->skip_ms = now_ms + app.config->frame_ms;
    figures_count(&app.board->figures, FIGURE_FRAMES_SKIPPED, 1);
    v->skipped++;
}

/* One frame; returns false where there was no room. */
static bool send_frame(struct conn *c, struct viewer *v, const struct window *w)
{
    size_t head = v->dialect == DIALECT_V1 ? FRAME_HEAD : 1;
    size_t size = 0;
    uint8_t *to = ws_reserve(c, head + PAINT_ROOM, &size);
    if (!to)
        return false;
    bool whole = false;
    size_t n = paint_frame(&v->painter, &w->term, to + head, size - head, &whole);
    to[0] = '0';
    if (v->dialect == DIALECT_V1) {
        put_u32(to + 1, ++v->frame);
        to[5] = (uint8_t)((whole ? 1 : 0) | (v->first ? 2 : 0));
        put_u64(to + 6, w->term.history.state.next);
    }
    ws_commit(c, WS_BINARY, head + n);
    v->first = false;
    v->partial = !whole;
    v->frames++;
    figures_count(&app.board->figures, FIGURE_FRAMES, 1);
    note_echo(v);
    return true;
}

static uint64_t serve_frames(struct conn *c, struct viewer *v, const struct window *w,
                             uint64_t now_ms)
{
    if (!v->partial) {
        if (!paint_due(&v->painter, &w->term))
            return UINT64_MAX;
        if (!may_have_frame(c, v)) {
            note_skipped(v, now_ms);
            return UINT64_MAX;
        }
        if (!v->typed && now_ms < v->next_frame_ms)
            return v->next_frame_ms;
        if (term_waits(&w->term, now_ms))
            return w->term.state.synchronized_until;
        v->next_frame_ms = now_ms + app.config->frame_ms;
        v->typed = false;
    }
    if (v->dialect == DIALECT_V1 && !send_applied(c, v))
        return UINT64_MAX;
    do {
        if (!may_have_frame(c, v) || !send_frame(c, v, w))
            return UINT64_MAX;
    } while (v->partial);
    return UINT64_MAX;
}

uint64_t frames_serve(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    const struct window *w = windows_find(v->window);
    if (!v->greeted) {
        if (now_ms >= v->deadline_ms) {
            v->deadline_ms = UINT64_MAX;
            log_limit("time", slice_of(conn_address(c)));
            ws_close(c, 1008, "no first message within the time that it has");
            return UINT64_MAX;
        }
        return v->deadline_ms;
    }
    uint64_t wake = UINT64_MAX;
    if (v->dialect == DIALECT_V1) {
        if (!send_state(c, v, w, now_ms) || !send_history(c, v, w))
            return wake;
        if (v->told_first != w->term.history.state.first ||
            v->told_next != w->term.history.state.next)
            wake = v->told_history_ms + HISTORY_NUMBERS_MS;
    }
    if (!send_title(c, v, w))
        return wake;
    wake = clock_earlier(wake, serve_frames(c, v, w, now_ms));
    return v->dialect == DIALECT_V1 ? clock_earlier(wake, serve_applied(c, v, now_ms)) : wake;
}

uint64_t frames_turn(uint64_t now_ms)
{
    uint64_t wake = UINT64_MAX;
    const struct window *w;
    for (uint16_t slot = 0; (w = windows_next_flagged(FLAG_ROOM, &slot)) != NULL;)
        viewers_resume(w);
    for (uint16_t slot = 0; windows_next_flagged(FLAG_CLOSED, &slot) != NULL;)
        ; /* the viewers of a closed window are found by their handles */
    for (struct conn *c = net_next(NULL); c; c = net_next(c)) {
        struct viewer *v = viewer_of(c);
        if (v->dialect == DIALECT_NONE)
            continue;
        if (windows_find(v->window))
            wake = clock_earlier(wake, frames_serve(c, v, now_ms));
        else
            viewer_dismiss(c);
    }
    return wake;
}

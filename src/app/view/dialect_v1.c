/*
 * From the viewer: the messages of control, acknowledgements of frames, requests for history lines,
 * claims of the size, repaints and the input lock; input carries its offset in the client's stream.
 * To the viewer: the welcome, the window's state whenever it changes, history rows, the confirmed
 * input offset, and numbered frames.
 */
#include "app/view/dialect_v1.h"

#include "app/io/input.h"
#include "app/request/item.h"
#include "app/view/control.h"
#include "app/view/input_lock.h"
#include "app/view/state_json.h"
#include "app/view/viewer.h"
#include "base/codec/fnv.h"
#include "net/assets.h"
#include "net/upgrade.h"
#include "term/paint_bytes.h"
#include "term/paint_line.h"

/* Minimum interval between states in which only the history's line numbers changed. */
#define LINES_MS 250
#define HISTORY_HEAD 15    /* bytes: type, line, epoch, count */
#define HISTORY_ROW_HEAD 3 /* bytes: flags, length */
#define FRAME_WHOLE 1      /* flag of a frame: the picture is complete */
#define FRAME_FIRST 2      /* flag of a frame: the first one after the attach */

static void put_big_endian(uint8_t *to, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
}

static uint64_t get_big_endian(const uint8_t *at, int bytes)
{
    uint64_t v = 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | at[i];
    return v;
}

static const char *v1_read_hello(struct viewer *v, struct json hello)
{
    char id[17];
    size_t len = 0;
    if (!control_read_size(hello, v))
        return "the first message holds columns and rows";
    if (!json_string(json_member(hello, "client"), id, sizeof id, &len) || len != 16 ||
        !slice_hex(slice_make(id, len), &v->id) || v->id == 0)
        return "client is 16 hexadecimal digits, not all of them 0";
    (void)json_bool(json_member(hello, "discard"), &v->discards);
    return NULL;
}

/* The offset up to which the viewer's input has been applied. */
static uint64_t v1_applied(const struct viewer *v)
{
    return v->client < LIMIT_CLIENTS ? input_applied(v->client) : v->offset;
}

/* The input is for the incarnation that it names, or for the one that the viewer was sent last. */
static const char *v1_begin_input(struct viewer *v)
{
    bool named = v->gather[0] == '9';
    uint64_t offset = get_big_endian(v->gather + (named ? 9 : 1), 8);
    v->addressed = named ? get_big_endian(v->gather + 1, 8) : v->sent_incarnation;
    if (offset > v1_applied(v))
        return "input that leaves a gap";
    v->offset = offset;
    return NULL;
}

static const char *v1_shown(struct conn *c, struct viewer *v, struct slice rest)
{
    (void)c;
    if (rest.len != 4)
        return "shown holds a frame number of 4 bytes";
    pace_shown(&v->pace, (uint32_t)get_big_endian(rest.at, 4));
    return NULL;
}

static const char *v1_history(struct conn *c, struct viewer *v, struct slice rest)
{
    (void)c;
    if (rest.len != 10)
        return "a history request holds a line of 8 bytes and a count of 2";
    v->history_line = get_big_endian(rest.at, 8);
    v->history_count = (uint16_t)get_big_endian(rest.at + 8, 2);
    return NULL;
}

static const char *v1_look(struct conn *c, struct viewer *v, struct slice rest)
{
    (void)rest;
    viewer_claim(c, v);
    return NULL;
}

static const char *v1_again(struct conn *c, struct viewer *v, struct slice rest)
{
    (void)c;
    (void)rest;
    paint_invalidate(&v->painter);
    return NULL;
}

static const char *v1_lock(struct conn *c, struct viewer *v, struct slice rest)
{
    (void)c;
    if (!input_lock_change(windows_find(v->window), v, rest))
        return "the input lock is changed by request, take or release";
    return NULL;
}

static const char *v1_colors(struct conn *c, struct viewer *v, struct slice rest)
{
    if (rest.len != PALETTE_SHOWN_BYTES)
        return "colours are 19 of 3 bytes each";
    viewer_take_colors(c, v, rest.at);
    return NULL;
}

static const char *v1_take_message(struct conn *c, struct viewer *v, struct slice message)
{
    static const struct {
        uint8_t type;
        const char *(*take)(struct conn *c, struct viewer *v, struct slice rest);
    } types[] = {
        {'4', v1_shown}, {'5', v1_history}, {'6', v1_look},
        {'7', v1_again}, {'8', v1_lock},    {'c', v1_colors},
    };
    for (size_t i = 0; i < COUNT(types); i++)
        if (types[i].type == message.at[0])
            return types[i].take(c, v, slice_from(message, 1));
    return control_take(c, v, message);
}

static bool v1_send_welcome(struct conn *c, struct viewer *v)
{
    const struct window *w = windows_find(v->window);
    struct text *t = item_begin();
    bool first = true;
    v->sent_applied = v->client < LIMIT_CLIENTS ? input_applied(v->client) : 0;
    v->offset = v->sent_applied;
    v->sent_incarnation = w->incarnation;
    text_str(t, "2{");
    json_put_u64_member(t, &first, "protocol", 1);
    json_put_string_member(t, &first, "version", SLICE(BOUNDTTY_VERSION));
    json_put_u64_member(t, &first, "page", assets_digest());
    json_put_u64_member(t, &first, "input", v->sent_applied);
    json_put_bool_member(t, &first, "resumed", v->resumed);
    json_put_u64_member(t, &first, "incarnation", w->incarnation);
    json_put_bool_member(t, &first, "readonly", v->role != ROLE_FULL);
    json_put_string_member(t, &first, "session", sessions_name(sessions_find(w->session)));
    json_put_u64_member(t, &first, "index", w->index);
    json_put_bool_member(t, &first, "clipboard", app.config->clipboard);
    text_char(t, '}');
    return ws_send(c, WS_BINARY, t);
}

/* Sends the state, if it has changed. False: no room yet. */
static bool v1_send_state(struct conn *c, struct viewer *v, const struct window *w, uint64_t now_ms)
{
    const struct history_state *h = &w->term.history.state;
    struct text *t = item_begin();
    state_json_put(t, c, v, w);
    uint64_t digest = fnv(FNV_START, text_slice(t));
    bool lines = h->first != v->sent_first || h->next != v->sent_next;
    if (digest == v->sent_state && !(lines && now_ms >= v->sent_lines_ms + LINES_MS))
        return true;
    state_json_put_lines(t, h);
    if (!ws_send(c, WS_BINARY, t))
        return false;
    v->sent_state = digest;
    v->sent_incarnation = w->incarnation;
    v->sent_lines_ms = now_ms;
    v->sent_first = h->first;
    v->sent_next = h->next;
    return true;
}

/* Writes rows from a line on, as many as fit. Returns their number, and moves *at to the end of the
 * last. */
static uint16_t v1_put_history_rows(const struct viewer *v, const struct history *h, uint64_t line,
                                    uint8_t *to, size_t size, size_t *at)
{
    struct history_line l;
    uint16_t count = 0;
    uint64_t position;
    if (v->history_count == 0 || !history_seek(h, line, &position))
        return 0;
    for (; count < v->history_count; count++) {
        size_t room = size - *at;
        bool whole;
        if (room < HISTORY_ROW_HEAD + BYTES_CELL_MAX && count > 0)
            break;
        uint8_t *row = to + *at;
        if (!history_after(h, &position, &l))
            break;
        size_t len = paint_line(&l, row + HISTORY_ROW_HEAD, room - HISTORY_ROW_HEAD, &whole);
        if (count > 0 && !whole)
            break; /* the next answer begins with it */
        row[0] = l.wrapped ? 1 : 0;
        put_big_endian(row + 1, len, 2);
        *at += HISTORY_ROW_HEAD + len;
    }
    return count;
}

/* Answers a request for history lines; lines no longer kept are left out. False: no room yet. */
static bool v1_send_history(struct conn *c, struct viewer *v, const struct window *w)
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
    uint16_t count = v1_put_history_rows(v, &w->term.history, line, to, size, &at);
    to[0] = '5';
    put_big_endian(to + 1, line, 8);
    put_big_endian(to + 9, h->epoch, 4);
    put_big_endian(to + 13, count, 2);
    ws_commit(c, WS_BINARY, at);
    v->history_count = 0;
    conn_resume(c);
    return true;
}

static bool v1_send_changes(struct conn *c, struct viewer *v, const struct window *w,
                            uint64_t now_ms, uint64_t *wake_ms)
{
    const struct history_state *h = &w->term.history.state;
    if (!v1_send_state(c, v, w, now_ms) || !v1_send_history(c, v, w))
        return false;
    if (v->sent_first != h->first || v->sent_next != h->next)
        *wake_ms = v->sent_lines_ms + LINES_MS;
    return true;
}

/* Confirms applied input, if possible together with the frame that follows (usually an echo), which
 * spares the client a wakeup. */
static uint64_t v1_send_applied(struct conn *c, struct viewer *v, uint64_t now_ms,
                                uint32_t after_ms)
{
    uint64_t applied = v1_applied(v);
    if (applied == v->sent_applied)
        return UINT64_MAX;
    if (v->applied_ms == 0)
        v->applied_ms = now_ms + after_ms;
    if (after_ms > 0 && now_ms < v->applied_ms)
        return v->applied_ms;
    uint8_t message[9] = {'4'};
    put_big_endian(message + 1, applied, 8);
    if (!ws_send_frame(c, WS_BINARY, true, slice_make(message, sizeof message)))
        return 0;
    v->sent_applied = applied;
    v->applied_ms = 0;
    return UINT64_MAX;
}

static void v1_put_frame_head(uint8_t *to, const struct viewer *v, const struct window *w,
                              bool whole)
{
    to[0] = '0';
    put_big_endian(to + 1, v->pace.sent, 4);
    to[5] = (uint8_t)((whole ? FRAME_WHOLE : 0) | (v->first ? FRAME_FIRST : 0));
    put_big_endian(to + 6, w->term.history.state.next, 8);
}

const struct dialect dialect_v1 = {
    .name = "boundtty.v1",
    .input_head = 9,  /* type and offset */
    .named_head = 17, /* type, incarnation and offset */
    .frame_head = 14, /* type, number, flags, top */
    .acknowledges = true,
    .read_hello = v1_read_hello,
    .begin_input = v1_begin_input,
    .take_message = v1_take_message,
    .send_welcome = v1_send_welcome,
    .send_title = control_send_title,
    .send_changes = v1_send_changes,
    .send_applied = v1_send_applied,
    .put_frame_head = v1_put_frame_head,
};

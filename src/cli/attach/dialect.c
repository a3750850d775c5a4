/*
 * boundtty.v1 from the viewer's side. Painted bytes of a frame are passed on as they arrive; every
 * other message is gathered whole. The ring's first byte has the offset `base` in the stream:
 * confirmed bytes are removed there, and after a lost connection the rest is sent again. All kept
 * bytes are for the present incarnation, except the first `earlier` ones: those were sent to an
 * earlier one, and the server confirms them without typing them.
 */
#include "cli/attach/dialect.h"

#include "base/codec/json.h"
#include "base/endian.h"
#include "os/random.h"

#include <string.h>

#define FRAME_HEAD 14 /* type, number (4 bytes), flags (1), top (8) */
#define INPUT_HEAD 17 /* type, incarnation (8 bytes), offset (8) */
#define INPUT_MAX 8192
#define FLAG_WHOLE 1

_Static_assert((DIALECT_KEPT_BYTES & (DIALECT_KEPT_BYTES - 1)) == 0,
               "a ring's size is a power of two");
_Static_assert(FRAME_HEAD <= DIALECT_GATHER_BYTES, "a frame's head is gathered");
_Static_assert(INPUT_HEAD + INPUT_MAX <= LIMIT_MESSAGE, "an input message must be taken");

bool dialect_start(struct dialect *d, bool readonly)
{
    uint8_t bytes[8];
    d->readonly = readonly;
    d->wire.fd = -1;
    if (!os_random(bytes, sizeof bytes))
        return false;
    d->id = endian_get_u64(bytes) | 1;
    return true;
}

static void dialect_put_size(struct text *t, uint16_t cols, uint16_t rows)
{
    text_str(t, "{\"columns\":");
    text_u64(t, cols);
    text_str(t, ",\"rows\":");
    text_u64(t, rows);
}

/* Sends a message; drops it if the wire has no room. */
static void dialect_send(struct dialect *d, struct slice message)
{
    if (wire_room(&d->wire) >= message.len)
        wire_send(&d->wire, message, (struct slice){0});
}

void dialect_hello(struct dialect *d, uint16_t cols, uint16_t rows)
{
    TEXT(t, 128);
    d->welcome = false;
    d->window = (struct dialect_window){0};
    d->gathered = 0;
    d->frame = d->shown = 0;
    dialect_put_size(&t, cols, rows);
    text_str(&t, ",\"client\":\"");
    text_hex(&t, d->id, 16);
    text_str(&t, d->discarding ? "\",\"discard\":true" : "\"");
    text_str(&t, d->readonly ? ",\"readonly\":true}" : "}");
    dialect_send(d, text_slice(&t));
}

void dialect_resize(struct dialect *d, uint16_t cols, uint16_t rows)
{
    TEXT(t, 64);
    text_char(&t, '1');
    dialect_put_size(&t, cols, rows);
    text_char(&t, '}');
    dialect_send(d, text_slice(&t));
}

void dialect_input_lock(struct dialect *d, const char *word)
{
    TEXT(t, 32);
    text_char(&t, '8');
    text_str(&t, word);
    dialect_send(d, text_slice(&t));
}

void dialect_claim_size(struct dialect *d)
{
    dialect_send(d, SLICE("6"));
}

void dialect_repaint(struct dialect *d)
{
    dialect_send(d, SLICE("7"));
}

void dialect_shown(struct dialect *d)
{
    uint8_t message[5] = {'4'};
    if (d->shown == d->frame || wire_room(&d->wire) < sizeof message)
        return;
    endian_put_u32(message + 1, d->frame);
    dialect_send(d, slice_make(message, sizeof message));
    d->shown = d->frame;
}

size_t dialect_type(struct dialect *d, struct slice bytes)
{
    return ring_put(&d->kept, d->kept_bytes, sizeof d->kept_bytes, bytes);
}

size_t dialect_room(const struct dialect *d)
{
    return ring_room(&d->kept, sizeof d->kept_bytes);
}

void dialect_flush(struct dialect *d)
{
    while (d->welcome && d->sent < ring_used(&d->kept)) {
        uint8_t head[INPUT_HEAD] = {'9'};
        size_t room = wire_room(&d->wire);
        struct ring unsent = {.head = d->kept.head, .tail = d->kept.tail + d->sent};
        if (room <= INPUT_HEAD)
            return;
        room -= INPUT_HEAD;
        struct slice run = ring_peek(&unsent, d->kept_bytes, sizeof d->kept_bytes);
        run = slice_part(run, 0, room < INPUT_MAX ? room : INPUT_MAX);
        endian_put_u64(head + 1, d->incarnation);
        endian_put_u64(head + 9, d->base + d->sent);
        wire_send(&d->wire, slice_make(head, sizeof head), run);
        d->sent += run.len;
    }
}

static uint64_t dialect_less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* Removes the first n kept bytes. */
static void dialect_took(struct dialect *d, uint64_t n)
{
    ring_took(&d->kept, (size_t)n);
    d->base += n;
    d->sent = dialect_less(d->sent, n);
    d->earlier = dialect_less(d->earlier, n);
}

/* Removes the input before this offset, which the server has applied. */
static void dialect_confirm(struct dialect *d, uint64_t offset)
{
    if (offset - d->base <= ring_used(&d->kept))
        dialect_took(d, offset - d->base);
}

size_t dialect_drop_unsent(struct dialect *d)
{
    size_t n = ring_used(&d->kept) - (size_t)d->sent;
    d->kept.head -= n;
    return n;
}

/* Handles the window's incarnation on a connection: unsent input for an earlier one is dropped. */
static void dialect_take_incarnation(struct dialect *d, struct json j)
{
    uint64_t incarnation = 0;
    if (!json_u64(json_member(j, "incarnation"), UINT64_MAX, &incarnation) ||
        incarnation == d->incarnation)
        return;
    if (d->incarnation != 0) {
        d->lost += dialect_drop_unsent(d);
        d->earlier = ring_used(&d->kept);
    }
    d->incarnation = incarnation;
}

/* Handles the welcome. What was not applied is dropped if it is for an earlier incarnation, or if
 * the server has forgotten this client, and may have applied what was sent. */
static void dialect_take_welcome(struct dialect *d, struct json j)
{
    uint64_t input = 0, sent = d->sent;
    bool readonly = false, resumed = true;
    (void)json_u64(json_member(j, "input"), UINT64_MAX, &input);
    (void)json_bool(json_member(j, "readonly"), &readonly);
    (void)json_bool(json_member(j, "resumed"), &resumed);
    d->readonly = d->readonly || readonly;
    if (resumed)
        dialect_confirm(d, input);
    else if (sent > 0)
        d->earlier = ring_used(&d->kept);
    d->sent = 0;
    dialect_take_incarnation(d, j);
    d->lost += d->earlier;
    dialect_took(d, d->earlier);
    d->base = input;
    d->discarding = false;
    d->welcome = true;
}

static uint16_t member_u16(struct json object, const char *name)
{
    uint64_t v = 0;
    (void)json_u64(json_member(object, name), UINT16_MAX, &v);
    return (uint16_t)v;
}

static bool member_true(struct json object, const char *name)
{
    bool v = false;
    return json_bool(json_member(object, name), &v) && v;
}

static void dialect_take_state(struct dialect *d, struct json j)
{
    struct dialect_window *w = &d->window;
    uint64_t discarded = d->discarded;
    size_t len;
    dialect_take_incarnation(d, j);
    (void)json_u64(json_member(j, "discarded"), UINT64_MAX, &discarded);
    d->lost += dialect_less(discarded, d->discarded);
    d->discarded = discarded;
    w->cols = member_u16(j, "columns");
    w->rows = member_u16(j, "rows");
    w->owner = member_true(j, "owner");
    w->bounded = member_u16(json_member(j, "asked"), "columns") > 0;
    w->retry = member_true(j, "retry");
    w->lock_requested = member_true(j, "lock_requested");
    w->barred = slice_equal(json_member(j, "input_lock").raw, SLICE("\"other\""));
    w->over = json_u64(json_member(j, "status"), 255, &w->status);
    (void)json_string(json_member(j, "ending"), w->ending, sizeof w->ending, &len);
}

/* Handles a complete message. */
static enum dialect_event_type dialect_take_message(struct dialect *d)
{
    struct slice rest = slice_make(d->gather + 1, d->gathered > 0 ? d->gathered - 1 : 0);
    switch (d->type) {
    case '2':
        dialect_take_welcome(d, json_read(rest));
        return DIALECT_NOTHING;
    case '3':
        dialect_take_state(d, json_read(rest));
        return DIALECT_STATE;
    case '4':
        if (rest.len == 8)
            dialect_confirm(d, endian_get_u64(rest.at));
        return DIALECT_NOTHING;
    default:
        return DIALECT_NOTHING;
    }
}

/* Gathers bytes of a message up to max in all; returns how many of `data` it took. */
static size_t dialect_gather(struct dialect *d, struct slice data, size_t max)
{
    struct slice part = slice_part(data, 0, max - d->gathered);
    if (part.len > 0)
        memcpy(d->gather + d->gathered, part.at, part.len);
    d->gathered += part.len;
    return part.len;
}

/* Handles a piece of a message; painted bytes in it become the event's data. */
static void dialect_take_piece(struct dialect *d, const struct ws_event *w, struct dialect_event *e)
{
    if (w->first) {
        d->gathered = 0;
        d->type = w->data.len > 0 ? w->data.at[0] : 0;
    }
    size_t n = dialect_gather(d, w->data, d->type == '0' ? FRAME_HEAD : sizeof d->gather);
    if (d->type != '0') {
        e->type = w->last ? dialect_take_message(d) : DIALECT_NOTHING;
        return;
    }
    e->type = DIALECT_PAINTED;
    e->data = slice_from(w->data, n);
    if (!w->last || d->gathered < FRAME_HEAD)
        return;
    d->frame = endian_get_u32(d->gather + 1);
    e->type = (d->gather[5] & FLAG_WHOLE) != 0 ? DIALECT_PICTURE : DIALECT_FRAME;
}

void dialect_receive(struct dialect *d, const struct ws_event *w, struct dialect_event *e)
{
    *e = (struct dialect_event){.type = DIALECT_NOTHING};
    switch (w->type) {
    case WS_EVENT_DATA:
        dialect_take_piece(d, w, e);
        break;
    case WS_EVENT_CLOSE:
    case WS_EVENT_FAIL:
        *e = (struct dialect_event){DIALECT_CLOSED, w->code, slice_from(w->data, 2)};
        break;
    case WS_EVENT_NONE:
    case WS_EVENT_PING:
    case WS_EVENT_PONG:
        break;
    }
}

void dialect_next(struct dialect *d, struct dialect_event *e)
{
    struct ws_event w;
    do {
        enum ws_event_type type = wire_next(&d->wire, &w);
        if (type == WS_EVENT_NONE) {
            *e = (struct dialect_event){.type = DIALECT_NOTHING};
            return;
        }
        dialect_receive(d, &w, e);
    } while (e->type == DIALECT_NOTHING);
}

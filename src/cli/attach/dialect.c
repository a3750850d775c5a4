/*
 * A frame's painted bytes are handed on as they come; every other message is gathered whole. The
 * ring's first byte has the offset `base` in the stream: what is confirmed is taken out there, and
 * after a lost connection the rest is sent again.
 */
#include "cli/attach/dialect.h"

#include "base/codec/json.h"
#include "os/random.h"

#include <string.h>

#define FRAME_HEAD 14 /* type, number, flags, top */
#define INPUT_HEAD 9  /* type, offset */
#define INPUT_MAX 8192
#define FLAG_WHOLE 1

_Static_assert((DIALECT_KEPT & (DIALECT_KEPT - 1)) == 0, "a ring's size is a power of two");
_Static_assert(INPUT_HEAD + INPUT_MAX <= LIMIT_MESSAGE, "an input message must be taken");

static void put_number(uint8_t *to, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        to[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
}

static uint64_t get_number(const uint8_t *at, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v = v << 8 | at[i];
    return v;
}

bool dialect_start(struct dialect *d, bool readonly)
{
    uint8_t bytes[8];
    d->readonly = readonly;
    d->wire.fd = -1;
    if (!os_random(bytes, sizeof bytes))
        return false;
    d->id = get_number(bytes, sizeof bytes) | 1;
    return true;
}

static void put_size(struct text *t, uint16_t cols, uint16_t rows)
{
    text_str(t, "{\"columns\":");
    text_u64(t, cols);
    text_str(t, ",\"rows\":");
    text_u64(t, rows);
}

static void send_text(struct dialect *d, const struct text *t)
{
    if (wire_room(&d->wire) >= t->len)
        wire_send(&d->wire, text_slice(t), (struct slice){0});
}

void dialect_hello(struct dialect *d, uint16_t cols, uint16_t rows)
{
    char storage[128];
    struct text t;
    d->welcome = false;
    d->window = (struct dialect_window){0};
    d->gathered = 0;
    d->frame = d->shown = 0;
    text_init(&t, storage, sizeof storage);
    put_size(&t, cols, rows);
    text_str(&t, ",\"client\":\"");
    text_hex(&t, d->id, 16);
    text_str(&t, d->readonly ? "\",\"readonly\":true}" : "\"}");
    send_text(d, &t);
}

void dialect_resize(struct dialect *d, uint16_t cols, uint16_t rows)
{
    TEXT(t, 64);
    text_char(&t, '1');
    put_size(&t, cols, rows);
    text_char(&t, '}');
    send_text(d, &t);
}

static void send_type(struct dialect *d, const char *type)
{
    if (wire_room(&d->wire) > 0)
        wire_send(&d->wire, slice_of(type), (struct slice){0});
}

void dialect_look(struct dialect *d)
{
    send_type(d, "6");
}

void dialect_input_lock(struct dialect *d, const char *word)
{
    if (wire_room(&d->wire) > strlen(word))
        wire_send(&d->wire, SLICE("8"), slice_of(word));
}

void dialect_again(struct dialect *d)
{
    send_type(d, "7");
}

void dialect_shown(struct dialect *d)
{
    uint8_t message[5] = {'4'};
    if (d->shown == d->frame || wire_room(&d->wire) < sizeof message)
        return;
    put_number(message + 1, d->frame, 4);
    wire_send(&d->wire, (struct slice){message, sizeof message}, (struct slice){0});
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

void dialect_pump(struct dialect *d)
{
    while (d->welcome && d->sent < ring_used(&d->kept)) {
        uint8_t head[INPUT_HEAD] = {'0'};
        size_t room = wire_room(&d->wire);
        struct ring unsent = {.head = d->kept.head, .tail = d->kept.tail + d->sent};
        if (room <= INPUT_HEAD)
            return;
        room -= INPUT_HEAD;
        struct slice run = ring_peek(&unsent, d->kept_bytes, sizeof d->kept_bytes);
        run = slice_part(run, 0, room < INPUT_MAX ? room : INPUT_MAX);
        put_number(head + 1, d->base + d->sent, 8);
        wire_send(&d->wire, (struct slice){head, sizeof head}, run);
        d->sent += run.len;
    }
}

/* Input was applied up to this offset. */
static void confirm(struct dialect *d, uint64_t offset)
{
    uint64_t n = offset - d->base;
    if (n > ring_used(&d->kept))
        return;
    ring_took(&d->kept, (size_t)n);
    d->base = offset;
    d->sent -= n < d->sent ? n : d->sent;
}

/* A server that has forgotten this client counts from where it says. */
static void take_welcome(struct dialect *d, struct json j)
{
    uint64_t input = 0;
    bool readonly = false;
    (void)json_u64(json_member(j, "input"), UINT64_MAX, &input);
    (void)json_bool(json_member(j, "readonly"), &readonly);
    d->readonly = d->readonly || readonly;
    d->sent = 0;
    if (input < d->base || input - d->base > ring_used(&d->kept))
        d->base = input;
    else
        confirm(d, input);
    d->welcome = true;
}

static uint16_t small(struct json object, const char *name)
{
    uint64_t v = 0;
    (void)json_u64(json_member(object, name), UINT16_MAX, &v);
    return (uint16_t)v;
}

static void take_state(struct dialect *d, struct json j)
{
    struct dialect_window *w = &d->window;
    size_t len;
    w->cols = small(j, "columns");
    w->rows = small(j, "rows");
    w->owner = false;
    (void)json_bool(json_member(j, "owner"), &w->owner);
    w->retry = false;
    (void)json_bool(json_member(j, "retry"), &w->retry);
    w->lock_requested = false;
    (void)json_bool(json_member(j, "lock_requested"), &w->lock_requested);
    w->barred = slice_equal(json_member(j, "input_lock").raw, SLICE("\"other\""));
    w->over = json_u64(json_member(j, "status"), 255, &w->status);
    (void)json_string(json_member(j, "ending"), w->ending, sizeof w->ending, &len);
}

static enum dialect_event_type take_message(struct dialect *d)
{
    struct slice rest = {d->gather + 1, d->gathered > 0 ? d->gathered - 1 : 0};
    if (d->type == '2')
        take_welcome(d, json_read(rest));
    else if (d->type == '4' && rest.len == 8)
        confirm(d, get_number(rest.at, 8));
    else if (d->type == '3') {
        take_state(d, json_read(rest));
        return DIALECT_STATE;
    }
    return DIALECT_NOTHING;
}

static size_t gather(struct dialect *d, struct slice data, size_t most)
{
    struct slice part = slice_part(data, 0, most - d->gathered);
    if (part.len > 0)
        memcpy(d->gather + d->gathered, part.at, part.len);
    d->gathered += part.len;
    return part.len;
}

/* A piece of a message; what of it are painted bytes is the event's data. */
static void take_piece(struct dialect *d, const struct ws_event *w, struct dialect_event *e)
{
    if (w->first) {
        d->gathered = 0;
        d->type = w->data.len > 0 ? w->data.at[0] : 0;
    }
    size_t n = gather(d, w->data, d->type == '0' ? FRAME_HEAD : sizeof d->gather);
    if (d->type != '0') {
        e->type = w->last ? take_message(d) : DIALECT_NOTHING;
        return;
    }
    e->type = DIALECT_PAINTED;
    e->data = slice_from(w->data, n);
    if (!w->last || d->gathered < FRAME_HEAD)
        return;
    d->frame = (uint32_t)get_number(d->gather + 1, 4);
    e->type = (d->gather[5] & FLAG_WHOLE) != 0 ? DIALECT_PICTURE : DIALECT_FRAME;
}

void dialect_next(struct dialect *d, struct dialect_event *e)
{
    struct ws_event w;
    do {
        *e = (struct dialect_event){.type = DIALECT_NOTHING};
        switch (wire_next(&d->wire, &w)) {
        case WS_EVENT_DATA:
            take_piece(d, &w, e);
            break;
        case WS_EVENT_CLOSE:
        case WS_EVENT_FAIL:
            *e = (struct dialect_event){DIALECT_CLOSED, w.code, slice_from(w.data, 2)};
            return;
        default:
            return;
        }
    } while (e->type == DIALECT_NOTHING);
}

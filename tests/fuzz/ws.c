/*
 * Any bytes as a client's frames: the events must be the same at once and byte by byte, text that
 * is handed on must be UTF-8, and no message may pass its bound.
 */
#include "net/ws.h"
#include "base/bug.h"

#include <string.h>

#define MESSAGE_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What was seen, so that two ways of feeding can be compared: a digest over the events, with
 * pieces of a message joined. */
struct witness {
    uint64_t digest;
    uint64_t message_bytes;
    bool failed;
};

static void mix(struct witness *w, uint64_t v)
{
    w->digest = (w->digest ^ v) * 0x100000001b3u + 7;
}

static void mix_bytes(struct witness *w, struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        mix(w, s.at[i] + 256u);
}

static void see(struct witness *w, struct utf8 *text, const struct ws_event *e)
{
    if (e->type == WS_EVENT_DATA) {
        if (e->first) {
            mix(w, e->opcode);
            w->message_bytes = 0;
            *text = (struct utf8){0};
        }
        w->message_bytes += e->data.len;
        BUG_UNLESS(w->message_bytes <= MESSAGE_MAX);
        if (e->opcode == WS_TEXT)
            BUG_UNLESS(utf8_check(text, e->data) && !(e->last && text->need > 0));
        mix_bytes(w, e->data);
        if (e->last)
            mix(w, 1000);
    } else if (e->type != WS_EVENT_NONE) {
        mix(w, 2000 + (uint64_t)e->type);
        mix(w, e->code);
        mix_bytes(w, e->data);
    }
    w->failed = e->type == WS_EVENT_FAIL;
}

static struct witness feed(const uint8_t *bytes, size_t size, size_t at_once)
{
    static uint8_t work[65536];
    struct ws_reader r = {0};
    struct witness w = {0};
    struct utf8 text = {0};
    size_t at = 0, have = 0;
    memcpy(work, bytes, size);
    while (have < size && !w.failed) {
        have = size - have > at_once ? have + at_once : size;
        size_t n;
        do {
            struct ws_event e;
            n = ws_read(&r, work + at, have - at, MESSAGE_MAX, &e);
            BUG_UNLESS(n <= have - at && (e.type != WS_EVENT_FAIL || e.code >= 1002));
            at += n;
            see(&w, &text, &e);
        } while (n > 0 && !w.failed);
    }
    return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > 65536)
        return 0;
    struct witness whole = feed(bytes, size, size), cut = feed(bytes, size, 1);
    BUG_UNLESS(whole.failed == cut.failed);
    /* Text fails at its first wrong byte: how much of it was handed on before depends on the cut.
     */
    BUG_UNLESS(whole.failed || whole.digest == cut.digest);
    return 0;
}

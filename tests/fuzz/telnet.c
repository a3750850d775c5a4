/*
 * Any bytes as a telnet connection: no more data comes out than bytes went in, answers stay within
 * their bounds, and the same bytes in pieces are the same data.
 */
#include "source/telnet.h"
#include "base/bug.h"

#include <string.h>

#define MOST 8192

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void drain(struct telnet *t, size_t *sent)
{
    struct slice out = telnet_out(t);
    BUG_UNLESS(out.len <= TELNET_OUT_BYTES);
    *sent += out.len;
    telnet_took(t, out.len);
    BUG_UNLESS(telnet_out(t).len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t whole[MOST], pieces[MOST];
    static const struct os_serial wanted = {
        .speed = 0xFFFFFFFF, .data_bits = 8, .parity = 'N', .stop_bits = 1};
    struct telnet t, other;
    size_t sent = 0, at = 0;
    if (size == 0 || size > MOST)
        return 0;
    telnet_init(&t, &wanted);
    telnet_init(&other, &wanted);
    size_t len = telnet_feed(&t, (struct slice){bytes, size}, whole);
    BUG_UNLESS(len <= size && telnet_out(&t).len <= TELNET_OUT_BYTES);
    size_t piece = bytes[0] % 7u + 1;
    for (size_t i = 0; i < size; i += piece) {
        at += telnet_feed(&other, slice_part((struct slice){bytes, size}, i, piece), pieces + at);
        drain(&other, &sent);
    }
    /* What was answered may differ, as one of them was drained; the data may not. */
    BUG_UNLESS(at == len && memcmp(whole, pieces, len) == 0);
    BUG_UNLESS(other.answers <= TELNET_ANSWERS_MAX);
    for (unsigned i = 0; i < 256; i++) {
        uint8_t to[2];
        size_t n = telnet_put(&t, (uint8_t)i, to);
        BUG_UNLESS(n >= 1 && n <= 2 && to[0] == i);
    }
    return 0;
}

/* Rings: bytes come out in order, also across the storage's end, and never more than fit. */
#include "base/ring.h"

#include "dies.h"

static uint8_t storage[8];

static size_t put(struct ring *r, const char *bytes)
{
    return ring_put(r, storage, sizeof storage, slice_of(bytes));
}

/* Takes everything out, one run at a time, and compares. */
static void check_taken(const char *expected, struct ring *r)
{
    char out[64];
    size_t len = 0;
    while (ring_used(r) > 0) {
        struct slice s = ring_peek(r, storage, sizeof storage);
        memcpy(out + len, s.at, s.len);
        len += s.len;
        ring_took(r, s.len);
    }
    out[len] = '\0';
    CHECK_STR(expected, out);
}

static void filling(void)
{
    STORY("a full ring takes no more bytes and reports how many it took")
    {
        struct ring r = {0};
        CHECK_U64(8, ring_room(&r, sizeof storage));
        CHECK_U64(5, put(&r, "abcde"));
        CHECK_U64(3, put(&r, "fghij"));
        CHECK_U64(0, put(&r, "k"));
        CHECK_U64(8, ring_used(&r));
        ring_took(&r, 0);
        CHECK_U64(8, ring_used(&r));
        CHECK_U64(0, ring_room(&r, sizeof storage));
        check_taken("abcdefgh", &r);
        CHECK_U64(0, ring_peek(&r, storage, sizeof storage).len);
    }
}

static void wrapping(void)
{
    STORY("bytes that wrap around the end come out in two runs, in order")
    {
        struct ring r = {0};
        put(&r, "abcdef");
        ring_took(&r, 5);
        CHECK_U64(6, put(&r, "ghijkl"));
        CHECK_U64(3, ring_peek(&r, storage, sizeof storage).len);
        check_taken("fghijkl", &r);
    }
    STORY("every offset and every length gives back the bytes that were put in")
    {
        for (uint64_t at = 0; at < 8; at++)
            for (size_t n = 0; n <= 8; n++) {
                struct ring r = {at, at};
                char text[9] = "";
                memcpy(text, "12345678", n);
                CHECK_U64(n, put(&r, text));
                check_taken(text, &r);
            }
    }
    STORY("a ring that has carried 4 GiB and more still works, also where size_t has 32 bits")
    {
        struct ring r = {UINT64_C(0xFFFFFFFD), UINT64_C(0xFFFFFFFD)};
        CHECK_U64(6, put(&r, "abcdef"));
        CHECK_U64(6, ring_used(&r));
        check_taken("abcdef", &r);
        CHECK(r.head == UINT64_C(0x100000003));
    }
}

static void asks_room_of_broken(void *with)
{
    (void)with;
    (void)ring_room(&(struct ring){.head = 9}, sizeof storage);
}

static void takes_too_much(void *with)
{
    ring_took(with, 4);
}

static void broken(void)
{
    STORY("more bytes than fit, or taken than there are, are bugs")
    {
        struct ring r = {0};
        CHECK_U64(3, put(&r, "abc"));
        CHECK(dies(asks_room_of_broken, NULL));
        CHECK(dies(takes_too_much, &r));
        ring_took(&r, 3);
        CHECK_U64(0, ring_used(&r));
    }
}

int main(void)
{
    filling();
    wrapping();
    broken();
    return check_end();
}

/* SHA-1: FIPS 180-4 examples, the handshake of RFC 6455, and every padding. */
#include "base/codec/sha1.h"

#include "base/text.h"
#include "check.h"

static const char *hex(struct slice bytes)
{
    static char storage[41];
    uint8_t digest[20];
    struct text t;
    sha1(bytes, digest);
    text_init(&t, storage, sizeof storage);
    for (size_t i = 0; i < sizeof digest; i++)
        text_hex(&t, digest[i], 2);
    return text_end(&t);
}

int main(void)
{
    static uint8_t as[1024];
    memset(as, 'a', sizeof as);
    STORY("the standard's examples")
    {
        CHECK_STR("da39a3ee5e6b4b0d3255bfef95601890afd80709", hex((struct slice){NULL, 0}));
        CHECK_STR("a9993e364706816aba3e25717850c26c9cd0d89d", hex(SLICE("abc")));
        CHECK_STR("84983e441c3bd26ebaae4aa1f95129e5e54670f1",
                  hex(SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")));
    }
    STORY("the handshake of RFC 6455 section 1.3 has the published digest")
    {
        CHECK_STR("b37a4f2cc0624f1690f64606cf385945b2bec4ea",
                  hex(SLICE("dGhlIHNhbXBsZSBub25jZQ=="
                            "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
    }
    STORY("messages around the block's size, where the padding needs a second block")
    {
        CHECK_STR("c1c8bbdc22796e28c0e15163d20899b65621d65a", hex((struct slice){as, 55}));
        CHECK_STR("c2db330f6083854c99d4b5bfb6e8f29f201be699", hex((struct slice){as, 56}));
        CHECK_STR("03f09f5b158a7a8cdad920bddc29b81c18a551f5", hex((struct slice){as, 63}));
        CHECK_STR("0098ba824b5c16427bd7a1122a5a442a25ec644d", hex((struct slice){as, 64}));
        CHECK_STR("11655326c708d70319be2610e8a57d9a5b959d3b", hex((struct slice){as, 65}));
        CHECK_STR("ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56", hex((struct slice){as, 119}));
        CHECK_STR("8eca554631df9ead14510e1a70ae48c70f9b9384", hex((struct slice){as, 1024}));
    }
    return check_end();
}

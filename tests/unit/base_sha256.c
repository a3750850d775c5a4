/* SHA-256: FIPS 180-4 examples, pieces of every size, and comparing secrets. */
#include "base/codec/sha256.h"

#include "base/text.h"
#include "check.h"

static uint8_t as[1000];

static const char *hex_of(const uint8_t digest[32])
{
    static char storage[65];
    struct text t;
    text_init(&t, storage, sizeof storage);
    for (size_t i = 0; i < 32; i++)
        text_hex(&t, digest[i], 2);
    return text_end(&t);
}

static const char *hex(struct slice bytes)
{
    uint8_t digest[32];
    sha256(bytes, digest);
    return hex_of(digest);
}

static void known(void)
{
    STORY("the standard's examples")
    {
        CHECK_STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                  hex((struct slice){NULL, 0}));
        CHECK_STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                  hex(SLICE("abc")));
        CHECK_STR("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
                  hex(SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")));
    }
    STORY("a million times the letter a, in pieces")
    {
        struct sha256 h;
        uint8_t digest[32];
        sha256_init(&h);
        for (int i = 0; i < 1000; i++)
            sha256_feed(&h, (struct slice){as, sizeof as});
        sha256_end(&h, digest);
        CHECK_STR("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
                  hex_of(digest));
    }
    STORY("messages around the block's size, where the padding needs a second block")
    {
        CHECK_STR("9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
                  hex((struct slice){as, 55}));
        CHECK_STR("b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a",
                  hex((struct slice){as, 56}));
        CHECK_STR("7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34",
                  hex((struct slice){as, 63}));
        CHECK_STR("ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
                  hex((struct slice){as, 64}));
        CHECK_STR("635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0",
                  hex((struct slice){as, 65}));
        CHECK_STR("31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb",
                  hex((struct slice){as, 119}));
        CHECK_STR("2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c",
                  hex((struct slice){as, 120}));
    }
}

static void pieces(void)
{
    STORY("the digest is the same in whatever pieces the message comes")
    {
        uint8_t whole[32], cut[32];
        struct slice bytes = {as, 200};
        sha256(bytes, whole);
        for (size_t n = 1; n <= 130; n++) {
            struct sha256 h;
            sha256_init(&h);
            for (size_t at = 0; at < bytes.len; at += n)
                sha256_feed(&h, slice_part(bytes, at, n));
            sha256_end(&h, cut);
            CHECK_BYTES((char *)whole, sizeof whole, (char *)cut, sizeof cut);
        }
    }
}

static void secrets(void)
{
    STORY("secrets that differ in a single bit are different")
    {
        uint8_t a[32] = {0}, b[32] = {0};
        CHECK(secret_equal(a, b, sizeof a));
        CHECK(secret_equal(a, b, 0));
        for (size_t bit = 0; bit < 256; bit++) {
            b[bit / 8] = (uint8_t)(1u << bit % 8);
            CHECK(!secret_equal(a, b, sizeof a));
            CHECK(secret_equal(a, b, bit / 8));
            b[bit / 8] = 0;
        }
    }
}

int main(void)
{
    memset(as, 'a', sizeof as);
    known();
    pieces();
    secrets();
    return check_end();
}

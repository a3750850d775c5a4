/* Base64: the vectors of RFC 4648 section 10, and everything that is not exactly base64. */
#include "base/codec/base64.h"

#include "check.h"

static const struct {
    const char *plain, *coded;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"Aladdin:open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}, /* RFC 7617 section 2 */
};

static void known(void)
{
    STORY("the standard's vectors, both ways")
    {
        for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
            char storage[64];
            uint8_t bytes[64];
            size_t len;
            struct text t;
            text_init(&t, storage, sizeof storage);
            base64_encode(&t, slice_of(vectors[i].plain));
            CHECK_STR(vectors[i].coded, text_end(&t));
            CHECK(base64_decode(slice_of(vectors[i].coded), bytes, sizeof bytes, &len));
            CHECK_BYTES(vectors[i].plain, strlen(vectors[i].plain), (char *)bytes, len);
        }
    }
    STORY("every byte value survives encoding and decoding")
    {
        uint8_t all[256], back[256];
        char storage[400];
        size_t len;
        struct text t;
        for (size_t i = 0; i < sizeof all; i++)
            all[i] = (uint8_t)i;
        for (size_t n = 254; n <= 256; n++) {
            text_init(&t, storage, sizeof storage);
            base64_encode(&t, (struct slice){all, n});
            CHECK(!t.cut);
            CHECK(base64_decode(text_slice(&t), back, sizeof back, &len));
            CHECK_BYTES((char *)all, n, (char *)back, len);
        }
    }
}

static void refused(void)
{
    static const char *const wrong[] = {
        "Z",     "Zg",       "Zg=",  "=",    "====",   "Z===",       "Zg==Zg==",
        "Zm9v=", "Zm9v====", "Zm=v", "Z=9v", "Zm9v\n", "Zm 9v",      "Zm9-",
        "Zm9_",  "Zm9v Zm8", "Zh==", "Zm9=", "Zg=a",   "\xC3\xA9==",
    };
    STORY("text that is not base64, or not in its canonical form, is refused")
    {
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            uint8_t bytes[16];
            size_t len = 99;
            bool taken = base64_decode(slice_of(wrong[i]), bytes, sizeof bytes, &len);
            if (taken)
                CHECK_FAILED("\"%s\" was taken", wrong[i]);
            CHECK_U64(0, len);
        }
    }
    STORY("bytes that do not fit are refused, bytes that just fit are not")
    {
        uint8_t bytes[3];
        size_t len;
        CHECK(base64_decode(SLICE("Zm9v"), bytes, 3, &len));
        CHECK(!base64_decode(SLICE("Zm9v"), bytes, 2, &len));
        CHECK(base64_decode(SLICE("Zg=="), bytes, 1, &len));
        CHECK(!base64_decode(SLICE("Zm9vYg=="), bytes, 3, &len));
    }
    STORY("an encoded text that does not fit is marked as cut")
    {
        char storage[7];
        struct text t;
        text_init(&t, storage, sizeof storage);
        base64_encode(&t, SLICE("foobar"));
        CHECK(t.cut);
    }
}

int main(void)
{
    known();
    refused();
    return check_end();
}

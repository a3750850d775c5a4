/* UTF-8: every code point both ways, and the replacements of Unicode's tables 3-8 to 3-11. */
#include "base/utf8.h"

#include "check.h"

/* Returns the text with each malformed part replaced by U+FFFD. */
static const char *shown(struct slice s)
{
    static char out[256];
    uint8_t *at = (uint8_t *)out;
    struct utf8 u = {0};
    for (size_t i = 0; i < s.len;) {
        enum utf8_step step = utf8_feed(&u, s.at[i]);
        if (step != UTF8_MORE)
            at += utf8_put(step == UTF8_POINT ? u.point : UTF8_REPLACEMENT, at);
        i += step != UTF8_BROKEN;
    }
    if (u.need > 0)
        at += utf8_put(UTF8_REPLACEMENT, at);
    *at = '\0';
    return out;
}

#define R "\xEF\xBF\xBD"

static void points(void)
{
    STORY("every code point is encoded and decoded again; surrogates become the replacement")
    {
        uint32_t wrong = 0;
        for (uint32_t point = 0; point <= 0x10FFFF; point++) {
            uint8_t out[4];
            struct utf8 u = {0};
            enum utf8_step step = UTF8_MORE;
            bool surrogate = point >= 0xD800 && point <= 0xDFFF;
            size_t n = utf8_put(point, out);
            for (size_t i = 0; i < n; i++)
                step = utf8_feed(&u, out[i]);
            if (step != UTF8_POINT || u.need != 0 ||
                u.point != (surrogate ? UTF8_REPLACEMENT : point))
                wrong++;
        }
        CHECK_U64(0, wrong);
    }
    STORY("lengths change at the bounds of RFC 3629, and nothing past U+10FFFF is written")
    {
        static const struct {
            uint32_t point;
            const char *bytes;
        } cases[] = {{0x7F, "\x7F"},
                     {0x80, "\xC2\x80"},
                     {0x7FF, "\xDF\xBF"},
                     {0x800, "\xE0\xA0\x80"},
                     {0xD7FF, "\xED\x9F\xBF"},
                     {0xE000, "\xEE\x80\x80"},
                     {0xFFFF, "\xEF\xBF\xBF"},
                     {0x10000, "\xF0\x90\x80\x80"},
                     {0x10FFFF, "\xF4\x8F\xBF\xBF"},
                     {0x110000, R},
                     {UINT32_MAX, R},
                     {0xD800, R}};
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            uint8_t out[4];
            size_t n = utf8_put(cases[i].point, out);
            CHECK_BYTES(cases[i].bytes, strlen(cases[i].bytes), (char *)out, n);
        }
    }
}

static void replacements(void)
{
    STORY("RFC 3629's examples are decoded")
    {
        CHECK_STR("A\xE2\x89\xA2\xCE\x91.", shown(SLICE("A\xE2\x89\xA2\xCE\x91.")));
        CHECK_STR("\xF0\xA3\x8E\xB4", shown(SLICE("\xF0\xA3\x8E\xB4")));
    }
    STORY("table 3-8: overlong forms are replaced")
    {
        CHECK_STR(R R R R R R R R "A", shown(SLICE("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82"
                                                   "A")));
    }
    STORY("table 3-9: surrogates are replaced")
    {
        CHECK_STR(R R R R R R R R "A", shown(SLICE("\xED\xA0\x80\xED\xBF\xBF\xED\xAF"
                                                   "A")));
    }
    STORY("table 3-10: other bytes that are never valid are replaced")
    {
        CHECK_STR(R R R R R "A" R R "B", shown(SLICE("\xF4\x91\x92\x93\xFF"
                                                     "A\x80\xBF"
                                                     "B")));
    }
    STORY("table 3-11: each truncated sequence becomes one replacement")
    {
        CHECK_STR(R R R R "A", shown(SLICE("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"
                                           "A")));
    }
    STORY("the byte that breaks a sequence is itself decoded")
    {
        CHECK_STR(R "\n", shown(SLICE("\xE2\x82\n")));
        CHECK_STR(R "\xC3\xA9", shown(SLICE("\xE2\x82\xC3\xA9")));
    }
    STORY("a text that ends inside a code point")
    {
        CHECK_STR("a" R, shown(SLICE("a\xF0\x9F\x98")));
    }
}

static void checking(void)
{
    STORY("complete texts are valid")
    {
        CHECK(utf8_valid(SLICE("")));
        CHECK(utf8_valid(SLICE("plain\0text")));
        CHECK(utf8_valid(SLICE("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80")));
        CHECK(!utf8_valid(SLICE("\xF0\x9F\x98")));
        CHECK(!utf8_valid(SLICE("\xC3"
                                "A")));
        CHECK(!utf8_valid(SLICE("\x80")));
        CHECK(!utf8_valid(SLICE("\xED\xA0\x80")));
        CHECK(!utf8_valid(SLICE("\xF8\x88\x80\x80\x80")));
    }
    STORY("a message in pieces, cut inside a code point, is valid")
    {
        struct utf8 u = {0};
        CHECK(utf8_check(&u, SLICE("ab\xF0\x9F")));
        CHECK(u.need > 0);
        CHECK(utf8_check(&u, SLICE("\x98\x80!")));
        CHECK_U64(0, u.need);
    }
    STORY("malformed text is refused as soon as its bytes cannot begin valid text")
    {
        struct utf8 u = {0};
        CHECK(!utf8_check(&u, SLICE("\xF4\x90")));
        u = (struct utf8){0};
        CHECK(!utf8_check(&u, SLICE("\xED\xA0")));
        u = (struct utf8){0};
        CHECK(utf8_check(&u, SLICE("\xE2")));
        CHECK(!utf8_check(&u, SLICE("a")));
    }
}

int main(void)
{
    points();
    replacements();
    checking();
    return check_end();
}

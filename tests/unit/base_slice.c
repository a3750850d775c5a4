/* Slices: comparing, cutting and numbers, without reading past the end. */
#include "base/slice.h"

#include "check.h"

static void check_slice(const char *expected, struct slice got)
{
    CHECK_BYTES(expected, strlen(expected), (const char *)got.at, got.len);
}

static void parts(void)
{
    STORY("a part is clamped to the slice")
    {
        check_slice("world", slice_from(SLICE("hello world"), 6));
        check_slice("", slice_from(SLICE("hello"), 5));
        check_slice("", slice_from(SLICE("hello"), SIZE_MAX));
        check_slice("ell", slice_part(SLICE("hello"), 1, 3));
        check_slice("lo", slice_part(SLICE("hello"), 3, SIZE_MAX));
        check_slice("", slice_part(SLICE("hello"), 9, 2));
    }
    STORY("only blanks and tabs are trimmed, from both ends")
    {
        check_slice("a b", slice_trim(SLICE(" \t a b\t ")));
        check_slice("", slice_trim(SLICE(" \t\t ")));
        check_slice("\na\r", slice_trim(SLICE(" \na\r ")));
        check_slice("", slice_trim(SLICE("")));
    }
    STORY("a cut gives the head, and the rest after the byte")
    {
        struct slice head, rest = slice_cut(SLICE("a=b=c"), '=', &head);
        check_slice("a", head);
        check_slice("b=c", rest);
        rest = slice_cut(SLICE("abc"), '=', &head);
        check_slice("abc", head);
        check_slice("", rest);
        rest = slice_cut(SLICE("="), '=', &head);
        check_slice("", head);
        check_slice("", rest);
        rest = slice_cut(SLICE("abc="), '=', &head);
        check_slice("abc", head);
        check_slice("", rest);
    }
}

static void compare(void)
{
    STORY("equality, with and without case, of ASCII letters alone")
    {
        CHECK(slice_equal(SLICE(""), (struct slice){NULL, 0}));
        CHECK(slice_equal(SLICE("abc"), slice_of("abc")));
        CHECK(!slice_equal(SLICE("abc"), SLICE("abC")));
        CHECK(!slice_equal(SLICE("abc"), SLICE("ab")));
        CHECK(slice_equal_nocase(SLICE("Keep-Alive"), SLICE("kEEP-aLIVE")));
        CHECK(!slice_equal_nocase(SLICE("@["), SLICE("`{")));
        CHECK(!slice_equal_nocase(SLICE("\xC4"), SLICE("\xE4")));
    }
    STORY("prefixes and suffixes are compared")
    {
        CHECK(slice_starts(SLICE("/api/x"), SLICE("/api/")));
        CHECK(slice_starts(SLICE("x"), SLICE("")));
        CHECK(!slice_starts(SLICE("/ap"), SLICE("/api")));
        CHECK(slice_ends(SLICE("main.js"), SLICE(".js")));
        CHECK(slice_ends(SLICE("x"), SLICE("")));
        CHECK(!slice_ends(SLICE("js"), SLICE(".js")));
    }
    STORY("a byte is found at its first place, or reported missing")
    {
        CHECK(slice_find(SLICE("abcabc"), 'b') == 1);
        CHECK(slice_find(SLICE("a\0b"), 0) == 1);
        CHECK(slice_find(SLICE("abc"), 'x') == -1);
        CHECK(slice_find((struct slice){NULL, 0}, 'x') == -1);
    }
}

static void numbers(void)
{
    uint64_t v = 7;
    STORY("decimal numbers are read up to the largest u64, digits alone")
    {
        CHECK(slice_u64(SLICE("18446744073709551615"), &v));
        CHECK_U64(UINT64_MAX, v);
        CHECK(slice_u64(SLICE("0"), &v));
        CHECK_U64(0, v);
        CHECK(slice_u64(SLICE("007"), &v));
        CHECK_U64(7, v);
        static const char *const wrong[] = {"",
                                            "18446744073709551616",
                                            "99999999999999999999",
                                            "-1",
                                            "+1",
                                            " 1",
                                            "1 ",
                                            "1.0",
                                            "0x1",
                                            "1e3",
                                            "100000000000000000000"};
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
            CHECK(!slice_u64(slice_of(wrong[i]), &v));
        CHECK_U64(7, v);
    }
    STORY("hexadecimal numbers of at most 16 digits are read")
    {
        CHECK(slice_hex(SLICE("DeadBeef"), &v));
        CHECK_U64(0xDEADBEEF, v);
        CHECK(slice_hex(SLICE("ffffffffffffffff"), &v));
        CHECK_U64(UINT64_MAX, v);
        CHECK(!slice_hex(SLICE("00000000000000001"), &v));
        CHECK(!slice_hex(SLICE(""), &v));
        CHECK(!slice_hex(SLICE("0x1"), &v));
        CHECK(!slice_hex(SLICE("g"), &v));
    }
}

static void copies(void)
{
    STORY("a copy fits with its NUL, or is empty")
    {
        char to[4] = "xyz";
        CHECK(slice_copy(SLICE("abc"), to, sizeof to));
        CHECK_STR("abc", to);
        CHECK(!slice_copy(SLICE("abcd"), to, sizeof to));
        CHECK_STR("", to);
        CHECK(!slice_copy(SLICE("a\0b"), to, sizeof to));
        CHECK_STR("", to);
        CHECK(slice_copy((struct slice){NULL, 0}, to, 1));
        CHECK(!slice_copy(SLICE(""), to, 0));
    }
}

static void thousandths(void)
{
    STORY("a decimal number has at most three digits after the point")
    {
        static const struct {
            const char *text;
            uint64_t value;
        } good[] = {{"0", 0},        {"2", 2000},
                    {"0.5", 500},    {"1.25", 1250},
                    {"0.001", 1},    {"007.010", 7010},
                    {"12.0", 12000}, {"9223372036854775", 9223372036854775000u}};
        static const char *const bad[] = {"",
                                          ".",
                                          ".5",
                                          "1.",
                                          "1.0005",
                                          "1.2.3",
                                          "-1",
                                          "1,5",
                                          "1.x",
                                          " 1",
                                          "1 ",
                                          "+1",
                                          "1.-5",
                                          "9223372036854776",
                                          "99999999999999999999"};
        uint64_t v = 7;
        for (size_t i = 0; i < COUNT(good); i++)
            CHECK(slice_thousandths(slice_of(good[i].text), &v) && v == good[i].value);
        for (size_t i = 0; i < COUNT(bad); i++)
            if (slice_thousandths(slice_of(bad[i]), &v))
                CHECK_FAILED("%s is accepted", bad[i]);
    }
}

int main(void)
{
    parts();
    compare();
    numbers();
    copies();
    thousandths();
    return check_end();
}

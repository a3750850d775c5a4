/* Patterns that a person may search for in a line. */
#include "base/codec/glob.h"
#include "check.h"

static bool match(const char *text, const char *pattern)
{
    CHECK(glob_wrong(slice_of(pattern)) == NULL);
    return glob_matches(slice_of(pattern), slice_of(text), 0, SIZE_MAX);
}

static bool between(const char *text, const char *pattern, size_t after, size_t before)
{
    return glob_matches(slice_of(pattern), slice_of(text), after, before);
}

static void test_places(void)
{
    STORY("a text is found anywhere in a line")
    {
        CHECK(match("a $ prompt", "$ "));
        CHECK(match("aab", "ab"));
        CHECK(match("abab-abac", "abac"));
        CHECK(!match("abc", "abd"));
        CHECK(!match("abc", "x") && !match("abc", "*x*") && match("abc", "c"));
        CHECK(!match("", "a"));
        CHECK(!match("ab", "abc"));
        CHECK(!match("xbc", "abc"));
    }
    STORY("a star matches anything, a question mark one character")
    {
        CHECK(match("build done: 12 files", "done*files"));
        CHECK(match("12 files", "*files"));
        CHECK(match("12 files", "12*"));
        CHECK(match("12 files", "**12**files**"));
        CHECK(match("", "*"));
        CHECK(match("continue? [y/N]", "continue? [y/N]"));
        CHECK(match("2 * 3", "2 * 3"));
        CHECK(match("caf\xc3\xa9s", "caf?s"));
        CHECK(!match("caf\xc3\xa9s", "caf??s"));
        CHECK(match("a-b-c-b-d", "a*b-d"));
        CHECK(match("\xc3\xa9", "?"));
        CHECK(!match("done", "done?"));
        CHECK(!match("files done", "done*files"));
        CHECK(!match("aab", "aab*ab"));
        CHECK(match("aabab", "aab*ab"));
        CHECK(!match("xabx", "ab*ab"));
    }
}

static void test_ranges(void)
{
    STORY("only a part that ends after an offset and begins before another one matches")
    {
        CHECK(between("one two one", "one", 3, SIZE_MAX));
        CHECK(!between("one two", "one", 3, SIZE_MAX));
        CHECK(between("one two", "one", 2, SIZE_MAX));
        CHECK(between("one two", "one*two", 6, SIZE_MAX));
        CHECK(!between("one two", "one*two", 7, SIZE_MAX));
        CHECK(between("one two one", "two", 0, 5));
        CHECK(!between("one two one", "two", 0, 4));
        CHECK(between("one two one", "one", 0, 1));
        CHECK(!between("one two one", "one", 3, 8));
        CHECK(between("one two one", "one", 3, 9));
        CHECK(!between("one two one two", "two*two", 0, 4));
        CHECK(between("one two one two", "one*two", 14, 1));
    }
}

static void test_escapes(void)
{
    STORY("a backslash makes a star, a question mark and itself a plain sign")
    {
        CHECK(match("2 * 3", "2 \\* 3"));
        CHECK(!match("2 + 3", "2 \\* 3"));
        CHECK(match("really?", "really\\?"));
        CHECK(!match("really!", "really\\?"));
        CHECK(match("C:\\>", "C:\\\\>"));
        CHECK(match("[y/N]", "\\[y/N\\]"));
        CHECK(match("a*b and more", "a\\**more"));
    }
    STORY("a pattern that can match nothing is refused with the reason")
    {
        char longest[GLOB_MAX + 2];
        memset(longest, 'x', sizeof longest);
        CHECK(glob_wrong(slice_make(longest, GLOB_MAX)) == NULL);
        CHECK_STR("is longer than 127 bytes", glob_wrong(slice_make(longest, GLOB_MAX + 1)));
        CHECK_STR("is empty", glob_wrong(slice_of("")));
        CHECK(glob_wrong(slice_of("one\ntwo")) != NULL);
        CHECK(glob_wrong(slice_of("\x7f")) != NULL);
        CHECK(glob_wrong(slice_of("ends\\")) != NULL);
        CHECK(glob_wrong(slice_of("tab\\t")) != NULL);
        static const char *const escaped[] = {"\\a", "\\z", "\\A", "\\Z", "\\0", "\\9"};
        for (size_t i = 0; i < COUNT(escaped); i++)
            CHECK(glob_wrong(slice_of(escaped[i])) != NULL);
        CHECK(glob_wrong(slice_of("\\:\\/\\@\\[\\`\\{")) == NULL);
        CHECK_STR("is not UTF-8", glob_wrong(slice_of("\xff")));
        CHECK(glob_wrong(slice_of(" ~")) == NULL);
    }
}

int main(void)
{
    test_places();
    test_ranges();
    test_escapes();
    return check_end();
}

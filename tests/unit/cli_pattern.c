/* Patterns that a person may search for in a line. */
#include "check.h"
#include "cli/pattern.h"

static bool match(const char *text, const char *pattern)
{
    return pattern_matches(slice_of(pattern), slice_of(text));
}

int main(void)
{
    STORY("a text is found anywhere in a line")
    {
        CHECK(match("a $ prompt", "$ "));
        CHECK(match("aab", "ab"));
        CHECK(match("abab-abac", "abac"));
        CHECK(match("x", ""));
        CHECK(!match("abc", "abd"));
        CHECK(!match("", "a"));
        CHECK(!match("ab", "abc"));
        CHECK(!match("xbc", "abc"));
    }
    STORY("a star matches anything, a question mark one character")
    {
        CHECK(match("build done: 12 files", "done*files"));
        CHECK(match("12 files", "*files"));
        CHECK(match("continue? [y/N]", "continue? [y/N]"));
        CHECK(match("2 * 3", "2 * 3"));
        CHECK(match("caf\xc3\xa9s", "caf?s"));
        CHECK(match("a-b-c-b-d", "a*b-d"));
        CHECK(!match("done", "done?"));
        CHECK(!match("files done", "done*files"));
        CHECK(!match("aab", "aab*ab"));
    }
    return check_end();
}

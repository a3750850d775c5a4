/* Lines out of pieces, and what a person looks for in them. */
#include "check.h"
#include "cli/lines.h"

static bool match(const char *text, const char *pattern)
{
    return lines_match(slice_of(text), slice_of(pattern));
}

int main(void)
{
    static struct lines l;
    struct slice piece, line;
    STORY("a line may come in pieces, and pieces may hold lines")
    {
        piece = SLICE("on");
        CHECK(!lines_next(&l, &piece, &line));
        piece = SLICE("e\ntwo\n\nfo");
        CHECK(lines_next(&l, &piece, &line));
        CHECK_BYTES("one", (size_t)3, (const char *)line.at, line.len);
        CHECK(lines_next(&l, &piece, &line));
        CHECK_BYTES("two", (size_t)3, (const char *)line.at, line.len);
        CHECK(lines_next(&l, &piece, &line));
        CHECK_U64(0, line.len);
        CHECK(!lines_next(&l, &piece, &line));
        piece = SLICE("ur\n");
        CHECK(lines_next(&l, &piece, &line));
        CHECK_BYTES("four", (size_t)4, (const char *)line.at, line.len);
    }
    STORY("a line that is too long is cut, and the next is whole")
    {
        static uint8_t many[LINES_BYTES + 100];
        memset(many, 'a', sizeof many);
        many[sizeof many - 1] = '\n';
        piece = (struct slice){many, sizeof many};
        CHECK(lines_next(&l, &piece, &line));
        CHECK_U64(LINES_BYTES, line.len);
        piece = SLICE("b\n");
        CHECK(lines_next(&l, &piece, &line));
        CHECK_BYTES("b", (size_t)1, (const char *)line.at, line.len);
    }
    STORY("text is found anywhere in a line")
    {
        CHECK(match("a $ prompt", "$ "));
        CHECK(match("aab", "ab"));
        CHECK(match("abab-abac", "abac"));
        CHECK(match("x", ""));
        CHECK(!match("abc", "abd"));
        CHECK(!match("", "a"));
        CHECK(!match("ab", "abc"));
    }
    STORY("a star is anything, a question mark one character")
    {
        CHECK(match("build done: 12 files", "done*files"));
        CHECK(match("12 files", "*files"));
        CHECK(match("continue? [y/N]", "continue? [y/N]"));
        CHECK(match("2 * 3", "2 * 3"));
        CHECK(match("caf\xc3\xa9s", "caf?s"));
        CHECK(match("a-b-c-b-d", "a*b-d"));
        CHECK(!match("done", "done?"));
        CHECK(!match("files done", "done*files"));
    }
    return check_end();
}

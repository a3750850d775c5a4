/* A line split into words as a shell does, without its expansions. */
#include "base/codec/words.h"

#include "check.h"

#define EXPECT(words, line) expect(SLICE(line), SLICE(words))

/* Compares the words, each with a NUL after it; no words: the line is refused. */
static void expect(struct slice line, struct slice words)
{
    size_t count = 0;
    TEXT(t, 16);
    for (size_t i = 0; i < words.len; i++)
        count += words.at[i] == 0;
    CHECK_U64(count, words_cut(line, &t));
    if (count > 0)
        CHECK_BYTES((const char *)words.at, words.len, t.at, t.len);
}

int main(void)
{
    STORY("blanks separate words, quotes and backslashes keep them together")
    {
        EXPECT("a\0b\0", " a \t b ");
        EXPECT("a b\0", "'a b'");
        EXPECT("a b\0c\0", "\"a b\" c");
        EXPECT("a b\0", "a\\ b");
        EXPECT("a\"b\0", "'a\"b'");
        EXPECT("a'b\0", "\"a'b\"");
        EXPECT("a\\b\0", "'a\\b'");
        EXPECT("a\"b\0", "\"a\\\"b\"");
        EXPECT("ab\0", "'a'b");
        EXPECT("a\0\0", "a ''");
        EXPECT("a\\\0", "a\\");
    }
    STORY("an open quote, no word, an empty first word, and a NUL are refused")
    {
        EXPECT("", "'a");
        EXPECT("", "a \"b");
        EXPECT("", "");
        EXPECT("", " \t ");
        EXPECT("", "'' a");
        EXPECT("", "a\0b");
        EXPECT("", "'a\0'");
    }
    STORY("what does not fit is refused, what just fits is not")
    {
        EXPECT("123456789012345\0", "123456789012345");
        EXPECT("", "1234567890123456");
    }
    return check_end();
}

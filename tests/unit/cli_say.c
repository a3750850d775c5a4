/* Text for a person, which may come from a server that is not trusted. */
#include "cli/say.h"
#include "cli_said.h"

static const char *cleaned(const char *text)
{
    static char storage[256];
    struct text t;
    text_init(&t, storage, sizeof storage);
    cli_put_clean(&t, slice_of(text));
    return text_end(&t);
}

static const char *printed(const char *first, const char *second)
{
    said_start();
    cli_print(slice_of(first));
    cli_print(slice_of(second));
    return said();
}

static const char *error(const char *sentence)
{
    said_start();
    cli_error("try", slice_of(sentence));
    return said();
}

int main(void)
{
    STORY("control characters are left out, in every encoding that a terminal may know")
    {
        CHECK_STR("]52;c;aGk=x", cleaned("\033]52;c;aGk=\ax"));
        CHECK_STR("ab", cleaned("a\r\n\t\b\x7f\x1f"
                                "b"));
        CHECK_STR("31mx ", cleaned("\xc2\x9b"
                                   "31mx\xc2\x80\xc2\x9f "));
        CHECK_STR("\xc2\xa0~", cleaned("\xc2\xa0~"));
        CHECK_STR("\xef\xbf\xbd"
                  "31m",
                  cleaned("\x9b"
                          "31m"));
        CHECK_STR("\xef\xbf\xbdx\xef\xbf\xbd", cleaned("\xc3x\xff"));
        CHECK_STR("caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80",
                  cleaned("caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80"));
    }
    STORY("what is printed keeps its newlines and tabs, and characters that two pieces divide")
    {
        CHECK_SAID("a\tb\nc", printed("a\tb\n\033", "c"));
        CHECK_SAID("caf\xc3\xa9\n", printed("caf\xc3", "\xa9\n"));
        CHECK_SAID("x31m", printed("x\xc2", "\x9b"
                                            "31m"));
    }
    STORY("a long text is printed whole")
    {
        static char text[5001];
        memset(text, 'x', sizeof text - 1);
        CHECK_SAID(text, printed(text, ""));
    }
    STORY("an error is one line, whatever is in its sentence")
    {
        CHECK_SAID("boundtty try: one[2Jtwo\n", error("one\n\033[2Jtwo"));
    }
    return check_end();
}

/* Keys by their names, and the keys that stay with the client. */
#include "check.h"
#include "cli/attach/escape.h"
#include "cli/keys.h"

static void check_key(const char *expected, const char *name, bool application)
{
    uint8_t to[KEYS_BYTES];
    size_t n = keys_bytes(slice_of(name), application, to);
    CHECK_BYTES(expected, strlen(expected), (const char *)to, n);
}

/* What is sent of what is typed; the last key that was the client's own. */
static enum escape_key type(struct escape *e, const char *typed, char *sent)
{
    enum escape_key last = ESCAPE_NOTHING;
    size_t len = 0;
    for (; *typed; typed++) {
        uint8_t out[2];
        size_t n;
        enum escape_key key = escape_feed(e, (uint8_t)*typed, out, &n);
        for (size_t i = 0; i < n; i++)
            sent[len++] = (char)out[i];
        if (key != ESCAPE_NOTHING)
            last = key;
    }
    sent[len] = '\0';
    return last;
}

int main(void)
{
    struct escape e;
    char sent[64];
    STORY("keys have the bytes that xterm sends")
    {
        check_key("\r", "Enter", false);
        check_key("\x1b", "escape", false);
        check_key("\x7f", "Backspace", false);
        check_key("\x1b[A", "Up", false);
        check_key("\x1bOA", "Up", true);
        check_key("\x1b[H", "Home", false);
        check_key("\x1b[5~", "PageUp", true);
        check_key("\x1bOP", "F1", false);
        check_key("\x1b[24~", "F12", false);
        check_key("\x1b[Z", "S-Tab", false);
    }
    STORY("modifiers stand before")
    {
        check_key("\x03", "C-c", false);
        check_key("\x1d", "C-]", false);
        check_key("\x7f", "C-?", false);
        check_key("\x1bx", "M-x", false);
        check_key("\x1b\x18", "M-C-x", false);
        check_key("\x1b[1;5C", "C-Right", true);
        check_key("\x1b[3;2~", "S-Delete", false);
        check_key("\x1b\r", "M-Enter", false);
        check_key("\x1b\xc3\xa9", "M-\xc3\xa9", false);
    }
    STORY("a control space is a NUL")
    {
        uint8_t to[KEYS_BYTES];
        CHECK_U64(1, keys_bytes(SLICE("C-Space"), false, to));
        CHECK_U64(0, to[0]);
    }
    STORY("what is no key is text")
    {
        check_key("", "ls", false);
        check_key("", "a", false);
        check_key("", "C-", false);
        check_key("", "", false);
        check_key("", "X-c", false);
        check_key("", "C-1", false);
    }
    STORY("behind a newline the escape character's next key is the client's")
    {
        CHECK(escape_start(&e, SLICE("~.")));
        CHECK(type(&e, "~.", sent) == ESCAPE_DETACH);
        CHECK_STR("", sent);
        CHECK(type(&e, "ls\r~?", sent) == ESCAPE_HELP);
        CHECK_STR("ls\r", sent);
        CHECK(type(&e, "\r~\x1a", sent) == ESCAPE_STOP);
        CHECK(type(&e, "\r~A", sent) == ESCAPE_REQUEST);
        CHECK(type(&e, "~T", sent) == ESCAPE_TAKE);
        CHECK(type(&e, "~G", sent) == ESCAPE_RELEASE);
    }
    STORY("elsewhere, doubled, or with another key it is itself")
    {
        CHECK(escape_start(&e, SLICE("~")));
        CHECK(type(&e, "cd ~.\r", sent) == ESCAPE_NOTHING);
        CHECK_STR("cd ~.\r", sent);
        CHECK(type(&e, "~~.\r~/x", sent) == ESCAPE_NOTHING);
        CHECK_STR("~.\r~/x", sent);
    }
    STORY("a control character needs no newline, and none can be chosen")
    {
        CHECK(escape_start(&e, SLICE("^Ad")));
        CHECK(type(&e, "ls^A", sent) == ESCAPE_NOTHING);
        CHECK(type(&e, "x\x01\x01y", sent) == ESCAPE_NOTHING);
        CHECK_STR("x\x01y", sent);
        CHECK(type(&e,
                   "x\x01"
                   "d",
                   sent) == ESCAPE_DETACH);
        CHECK(escape_start(&e, SLICE("none")));
        CHECK(type(&e, "\r~.", sent) == ESCAPE_NOTHING);
        CHECK_STR("\r~.", sent);
        CHECK(!escape_start(&e, SLICE("")));
        CHECK(!escape_start(&e, SLICE("~~")));
        CHECK(!escape_start(&e, SLICE("abc")));
    }
    return check_end();
}

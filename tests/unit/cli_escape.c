/* The client's own keys among the typed ones. */
#include "check.h"
#include "cli/attach/escape.h"

static struct escape e;
static char sent[64];

/* Types the text; returns the last key that was the client's own. */
static enum escape_key type(const char *typed)
{
    enum escape_key last = ESCAPE_NOTHING;
    size_t len = 0;
    for (; *typed; typed++) {
        uint8_t out[2];
        size_t n;
        enum escape_key key = escape_feed(&e, (uint8_t)*typed, out, &n);
        for (size_t i = 0; i < n; i++)
            sent[len++] = (char)out[i];
        if (key != ESCAPE_NOTHING)
            last = key;
    }
    sent[len] = '\0';
    return last;
}

static void own_keys(void)
{
    STORY("after a newline and the escape character the next key is the client's")
    {
        CHECK(escape_start(&e, SLICE("~.")));
        CHECK(type("~.") == ESCAPE_DETACH);
        CHECK_STR("", sent);
        CHECK(type("ls\r~?") == ESCAPE_HELP);
        CHECK_STR("ls\r", sent);
        CHECK(type("ls\n~?") == ESCAPE_HELP);
        CHECK(type("\r~\x1a") == ESCAPE_STOP);
        CHECK(type("\r~A") == ESCAPE_REQUEST);
        CHECK(type("~T") == ESCAPE_TAKE);
        CHECK(type("~G") == ESCAPE_RELEASE);
        CHECK_STR("", sent);
    }
    STORY("the escape character is sent as itself elsewhere, doubled, or before another key")
    {
        CHECK(escape_start(&e, SLICE("~")));
        CHECK(type("cd ~.\r") == ESCAPE_NOTHING);
        CHECK_STR("cd ~.\r", sent);
        CHECK(type("~~.\r~/x") == ESCAPE_NOTHING);
        CHECK_STR("~.\r~/x", sent);
        CHECK(type("\r~x~.") == ESCAPE_NOTHING);
        CHECK_STR("\r~x~.", sent);
        CHECK(type("\r~~~.") == ESCAPE_NOTHING);
        CHECK_STR("\r~~.", sent);
    }
}

static void chosen_keys(void)
{
    STORY("a control character as the escape character needs no newline")
    {
        CHECK(escape_start(&e, SLICE("^Ad")));
        CHECK(type("ls^A") == ESCAPE_NOTHING);
        CHECK(type("x\x01\x01y") == ESCAPE_NOTHING);
        CHECK_STR("x\x01y", sent);
        CHECK(type("x\x01"
                   "d") == ESCAPE_DETACH);
        CHECK_STR("x", sent);
    }
    STORY("a space as the escape character needs a newline")
    {
        CHECK(escape_start(&e, SLICE(" ")));
        CHECK(type("a .") == ESCAPE_NOTHING);
        CHECK(type("\r .") == ESCAPE_DETACH);
    }
    STORY("the escape character can be switched off")
    {
        CHECK(escape_start(&e, SLICE("none")));
        CHECK(type("\r~.") == ESCAPE_NOTHING);
        CHECK_STR("\r~.", sent);
    }
    STORY("invalid keys, and the same key twice, are refused")
    {
        CHECK(!escape_start(&e, SLICE("")));
        CHECK(!escape_start(&e, SLICE("~~")));
        CHECK(!escape_start(&e, SLICE("abc")));
        CHECK(!escape_start(&e, SLICE("~\xc3")));
        CHECK(escape_start(&e, SLICE("~d")));
        CHECK(type("\r~d") == ESCAPE_DETACH);
        CHECK(type("\r~.") == ESCAPE_NOTHING);
    }
}

int main(void)
{
    own_keys();
    chosen_keys();
    return check_end();
}

/* Keys and their names. */
#include "check.h"
#include "cli/keys.h"

static void check_key(const char *expected, const char *name, bool application)
{
    uint8_t to[KEYS_BYTES];
    size_t n = keys_bytes(slice_of(name), application, to);
    CHECK_BYTES(expected, strlen(expected), (const char *)to, n);
}

static void check_none(const char *name)
{
    check_key("", name, false);
}

static void named_keys(void)
{
    STORY("named keys have the bytes that xterm sends")
    {
        static const char *const keys[][2] = {
            {"Enter", "\r"},       {"Tab", "\t"},         {"Escape", "\x1b"},
            {"Space", " "},        {"Backspace", "\x7f"}, {"Up", "\x1b[A"},
            {"Down", "\x1b[B"},    {"Right", "\x1b[C"},   {"Left", "\x1b[D"},
            {"Home", "\x1b[H"},    {"End", "\x1b[F"},     {"Insert", "\x1b[2~"},
            {"Delete", "\x1b[3~"}, {"PageUp", "\x1b[5~"}, {"PageDown", "\x1b[6~"},
            {"F1", "\x1bOP"},      {"F2", "\x1bOQ"},      {"F3", "\x1bOR"},
            {"F4", "\x1bOS"},      {"F5", "\x1b[15~"},    {"F6", "\x1b[17~"},
            {"F7", "\x1b[18~"},    {"F8", "\x1b[19~"},    {"F9", "\x1b[20~"},
            {"F10", "\x1b[21~"},   {"F11", "\x1b[23~"},   {"F12", "\x1b[24~"}};
        for (size_t i = 0; i < COUNT(keys); i++)
            check_key(keys[i][1], keys[i][0], false);
        check_key("\x1b", "escape", false);
    }
    STORY("application cursor keys change only the cursor keys")
    {
        check_key("\x1bOA", "Up", true);
        check_key("\x1bOF", "End", true);
        check_key("\x1b[5~", "PageUp", true);
        check_key("\x1bOP", "F1", true);
        check_key("\r", "Enter", true);
        check_key("\x1b[Z", "S-Tab", true);
    }
}

static void modifiers(void)
{
    STORY("modifiers of a character change its bytes")
    {
        check_key("\x03", "C-c", false);
        check_key("\x1d", "C-]", false);
        check_key("\x1e", "C-~", false);
        check_key("\x7f", "C-?", false);
        check_key("\x1bx", "M-x", false);
        check_key("x", "S-x", false);
        check_key("\x1b\x18", "M-C-x", false);
    }
    STORY("modifiers of a named key become a parameter, or an ESC before it")
    {
        check_key("\x1b[1;5C", "C-Right", true);
        check_key("\x1b[1;2A", "S-Up", true);
        check_key("\x1b[1;3P", "M-F1", false);
        check_key("\x1b[1;8D", "C-M-S-Left", false);
        check_key("\x1b[3;2~", "S-Delete", false);
        check_key("\x1b\r", "M-Enter", false);
        check_key("\r", "C-Enter", false);
        check_key("\x1b ", "M-Space", false);
    }
    STORY("Shift with Tab is the back tab, and no other key is")
    {
        check_key("\x1b[Z", "S-Tab", false);
        check_key("\x1b[Z", "M-S-Tab", false);
        check_key("\x1b\t", "M-Tab", false);
        check_key("\t", "C-Tab", false);
        check_key("\r", "S-Enter", false);
    }
    STORY("one character of UTF-8 of any length may have a modifier")
    {
        check_key("\x1b\xc3\xa9", "M-\xc3\xa9", false);
        check_key("\x1b\xe2\x82\xac", "M-\xe2\x82\xac", false);
        check_key("\x1b\xf0\x9f\x98\x80", "M-\xf0\x9f\x98\x80", false);
        check_none("M-\xf0\x9f\x98\x80\x80");
        check_none("C-\xc3\xa9");
        check_none("M-ab");
        check_none("\xc3\xa9");
    }
    STORY("Control with the space is a NUL")
    {
        uint8_t to[KEYS_BYTES];
        CHECK_U64(1, keys_bytes(SLICE("C-Space"), false, to));
        CHECK_U64(0, to[0]);
        CHECK_U64(1, keys_bytes(SLICE("C-@"), false, to));
        CHECK_U64(0, to[0]);
    }
}

static void text(void)
{
    STORY("words that name no key are text")
    {
        static const char *const names[] = {"ls",  "a", "C-", "",    "X-c", "C-1",
                                            "C-/", "-", "C",  "F13", "M-"};
        for (size_t i = 0; i < COUNT(names); i++)
            check_none(names[i]);
    }
}

/* Returns the character at the beginning of the text, 0 if there is none; *rest is the number of
 * bytes after it. */
static uint8_t caret(const char *written, size_t *rest)
{
    struct slice s = slice_of(written);
    uint8_t key = 0;
    bool is = keys_caret(&s, &key);
    *rest = s.len;
    return is ? key : 0;
}

static void carets(void)
{
    size_t rest;
    STORY("a caret key is a character itself, or after a caret")
    {
        CHECK_U64('~', caret("~.", &rest));
        CHECK_U64(1, rest);
        CHECK_U64(1, caret("^Ad", &rest));
        CHECK_U64(1, rest);
        CHECK_U64(1, caret("^a", &rest));
        CHECK_U64(0x1f, caret("^_", &rest));
        CHECK_U64(0x1e, caret("^~", &rest));
        CHECK_U64(127, caret("^?", &rest));
        CHECK_U64('^', caret("^", &rest));
    }
    STORY("NUL, digits after a caret, and non-ASCII bytes are refused")
    {
        CHECK_U64(0, caret("", &rest));
        CHECK_U64(0, caret("^@", &rest));
        CHECK_U64(0, caret("^1", &rest));
        CHECK_U64(0, caret("^\x7f", &rest));
        CHECK_U64(0, caret("\xc3\xa9", &rest));
    }
}

int main(void)
{
    named_keys();
    modifiers();
    text();
    carets();
    return check_end();
}

/*
 * Translates names of keys into bytes. C-, M- and S- before a name are Control, Meta (an ESC before
 * the character) and Shift; on keys that xterm sends as a control sequence they are its second
 * parameter (xterm, "PC-Style Function Keys").
 */
#include "cli/keys.h"

#include "base/text.h"

enum { SHIFT = 1, META = 2, CONTROL = 4 };

enum form {
    PLAIN,    /* the character itself */
    CURSOR,   /* CSI and a letter; SS3 and the letter in application mode */
    FUNCTION, /* SS3 and a letter; CSI 1 ; modifiers and the letter */
    TILDE     /* CSI, a number and '~' */
};

static const struct named {
    const char *name;
    uint8_t form, code;
} named[] = {
    {"Enter", PLAIN, '\r'}, {"Tab", PLAIN, '\t'},      {"Escape", PLAIN, 0x1b},
    {"Space", PLAIN, ' '},  {"Backspace", PLAIN, 127}, {"Up", CURSOR, 'A'},
    {"Down", CURSOR, 'B'},  {"Right", CURSOR, 'C'},    {"Left", CURSOR, 'D'},
    {"Home", CURSOR, 'H'},  {"End", CURSOR, 'F'},      {"Insert", TILDE, 2},
    {"Delete", TILDE, 3},   {"PageUp", TILDE, 5},      {"PageDown", TILDE, 6},
    {"F1", FUNCTION, 'P'},  {"F2", FUNCTION, 'Q'},     {"F3", FUNCTION, 'R'},
    {"F4", FUNCTION, 'S'},  {"F5", TILDE, 15},         {"F6", TILDE, 17},
    {"F7", TILDE, 18},      {"F8", TILDE, 19},         {"F9", TILDE, 20},
    {"F10", TILDE, 21},     {"F11", TILDE, 23},        {"F12", TILDE, 24},
};

static unsigned cut_modifiers(struct slice *name)
{
    unsigned modifiers = 0;
    while (name->len > 2 && name->at[1] == '-') {
        switch (name->at[0]) {
        case 'S':
            modifiers |= SHIFT;
            break;
        case 'M':
            modifiers |= META;
            break;
        case 'C':
            modifiers |= CONTROL;
            break;
        default:
            return modifiers;
        }
        *name = slice_from(*name, 2);
    }
    return modifiers;
}

/* Writes a character with modifiers; 0 if there is no such control character. */
static size_t keys_put_character(uint8_t to[KEYS_BYTES], unsigned modifiers, struct slice character)
{
    size_t n = 0;
    uint8_t c = character.at[0];
    if ((modifiers & CONTROL) != 0) {
        if (c == '?')
            c = 127;
        else if (c == ' ' || (c >= '@' && c < 127))
            c &= 0x1f;
        else
            return 0;
    }
    if ((modifiers & META) != 0)
        to[n++] = 0x1b;
    to[n++] = c;
    for (size_t i = 1; i < character.len; i++)
        to[n++] = character.at[i];
    return n;
}

static size_t keys_put_sequence(uint8_t to[KEYS_BYTES], unsigned modifiers, const struct named *key,
                                bool application)
{
    struct text t;
    bool ss3 = modifiers == 0 && (key->form == FUNCTION || (key->form == CURSOR && application));
    text_init(&t, (char *)to, KEYS_BYTES);
    text_str(&t, ss3 ? "\x1bO" : "\x1b[");
    if (key->form == TILDE)
        text_u64(&t, key->code);
    else if (modifiers != 0)
        text_char(&t, '1');
    if (modifiers != 0) {
        text_char(&t, ';');
        text_u64(&t, modifiers + 1);
    }
    text_char(&t, key->form == TILDE ? '~' : (char)key->code);
    return t.len;
}

static size_t keys_put_named(uint8_t to[KEYS_BYTES], unsigned modifiers, const struct named *key,
                             bool application)
{
    static const struct named back_tab = {"", CURSOR, 'Z'};
    if (key->form != PLAIN)
        return keys_put_sequence(to, modifiers, key, application);
    if (key->code == '\t' && (modifiers & SHIFT) != 0)
        return keys_put_sequence(to, 0, &back_tab, false);
    /* Control changes only the space: the other named characters are control characters already. */
    return keys_put_character(to, key->code == ' ' ? modifiers : modifiers & META,
                              slice_make(&key->code, 1));
}

/* Whether the text is one ASCII character, or begins like one UTF-8 character and has its
 * length. */
static bool is_character(struct slice text)
{
    return text.len == 1 || (text.len > 1 && text.len <= 4 && text.at[0] >= 0xC0);
}

size_t keys_bytes(struct slice name, bool application, uint8_t to[KEYS_BYTES])
{
    unsigned modifiers = cut_modifiers(&name);
    for (size_t i = 0; i < COUNT(named); i++)
        if (slice_equal_nocase(name, slice_of(named[i].name)))
            return keys_put_named(to, modifiers, &named[i], application);
    if (modifiers == 0 || !is_character(name))
        return 0;
    return keys_put_character(to, modifiers, name);
}

bool keys_caret(struct slice *text, uint8_t *key)
{
    if (text->len == 0)
        return false;
    bool caret = text->len > 1 && text->at[0] == '^';
    *key = text->at[caret];
    *text = slice_from(*text, caret ? 2 : 1);
    if (caret && *key != '?' && (*key < '@' || *key >= 127))
        return false;
    if (caret)
        *key = *key == '?' ? 127 : *key & 0x1f;
    return *key < 128 && *key != 0;
}

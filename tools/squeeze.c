/* A blank is kept between two words, and between operators that would otherwise form another
 * operator. Strings, templates and regular expressions are copied unchanged. */
#include "squeeze.h"

#include <string.h>

#define OPEN_MAX 16

struct squeeze {
    const uint8_t *in;
    size_t at, len;
    uint8_t *out;
    size_t count;
};

static int one_of(int c, const char *set)
{
    return c > 0 && strchr(set, c) != NULL;
}

static int is_word(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c >= 0x80 || one_of(c, "_$#");
}

static int peek(const struct squeeze *s, size_t ahead)
{
    return s->at + ahead < s->len ? s->in[s->at + ahead] : 0;
}

static int last(const struct squeeze *s)
{
    return s->count > 0 ? s->out[s->count - 1] : 0;
}

static void copy(struct squeeze *s)
{
    if (s->at < s->len)
        s->out[s->count++] = s->in[s->at++];
}

/* Copies a string or a regular expression, in which a slash within brackets is not the end. */
static void copy_quoted(struct squeeze *s, int end)
{
    int bracket = 0;
    copy(s);
    while (s->at < s->len && (bracket || peek(s, 0) != end)) {
        if (end == '/' && one_of(peek(s, 0), "[]"))
            bracket = peek(s, 0) == '[';
        if (peek(s, 0) == '\\')
            copy(s);
        copy(s);
    }
    copy(s);
}

/* Copies a template, whose substitutions may contain strings and further templates. `open` is the
 * depth of nesting (odd: in a template, even: in a substitution); `braces` counts the open braces
 * of each substitution. */
static void copy_template(struct squeeze *s)
{
    unsigned braces[OPEN_MAX] = {0}, open = 1;
    copy(s);
    while (s->at < s->len && open > 0) {
        int c = peek(s, 0),
            inside = open % 2; /* in the text of a template rather than a substitution */
        if (inside && c == '\\') {
            copy(s);
        } else if (inside && c == '`') {
            open--;
        } else if (inside && c == '$' && peek(s, 1) == '{' && open + 1 < OPEN_MAX) {
            copy(s);
            braces[++open] = 0;
        } else if (!inside && c == '`' && open + 1 < OPEN_MAX) {
            open++;
        } else if (!inside && one_of(c, "'\"")) {
            copy_quoted(s, c);
            continue;
        } else if (!inside && c == '{') {
            braces[open]++;
        } else if (!inside && c == '}' && braces[open]-- == 0) {
            open--;
        }
        copy(s);
    }
}

/* True if a slash here starts a regular expression: after an operator or an opening bracket. After
 * a value, a slash is a division. */
static int regex_follows(const struct squeeze *s)
{
    if (s->count >= 6 && memcmp(s->out + s->count - 6, "return", 6) == 0)
        return 1;
    return s->count == 0 || one_of(last(s), "(,=:[!&|?{;+-*%~^<>\n");
}

static void skip_comment(struct squeeze *s)
{
    int block = peek(s, 1) == '*';
    s->at += 2;
    while (s->at < s->len && !(block ? peek(s, 0) == '*' && peek(s, 1) == '/' : peek(s, 0) == '\n'))
        s->at++;
    s->at += block ? 2 : 0;
}

/* Skips blanks and line ends. A line end after a closing brace is kept, as a statement may start
 * after it. */
static void squeeze_blank(struct squeeze *s)
{
    int lines = 0, before = last(s), after;
    while (one_of(peek(s, 0), " \t\n"))
        lines |= s->in[s->at++] == '\n';
    after = peek(s, 0);
    if (before == 0 || after == 0)
        return;
    if (lines) {
        if (!one_of(before, ";{,([&|=>?:+\n") && !one_of(after, ")]}.?:,;&|"))
            s->out[s->count++] = '\n';
    } else if ((is_word(before) && is_word(after)) || (before == after && one_of(before, "+-/")) ||
               (before == '/' && is_word(after))) {
        s->out[s->count++] = ' ';
    }
}

size_t squeeze_script(const uint8_t *in, size_t len, uint8_t *out)
{
    struct squeeze s = {in, 0, len, out, 0};
    while (s.at < s.len) {
        int c = peek(&s, 0);
        if (one_of(c, " \t\n"))
            squeeze_blank(&s);
        else if (c == '/' && one_of(peek(&s, 1), "/*"))
            skip_comment(&s);
        else if (one_of(c, "'\"") || (c == '/' && regex_follows(&s)))
            copy_quoted(&s, c);
        else if (c == '`')
            copy_template(&s);
        else
            copy(&s);
    }
    return s.count;
}

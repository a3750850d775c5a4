/*
 * The '*' of a pattern divide it into segments of fixed shape. The first is sought from the start
 * of the text, each other one after the end of the one before it; the earliest place leaves most
 * room for the rest, so no place is tried again. The time is at most the product of both lengths.
 */
#include "base/codec/glob.h"

#include "base/utf8.h"

const char *glob_wrong(struct slice pattern)
{
    if (pattern.len == 0)
        return "is empty";
    if (pattern.len > GLOB_MAX)
        return "is longer than 127 bytes";
    if (!utf8_valid(pattern))
        return "is not UTF-8";
    for (size_t i = 0; i < pattern.len; i++) {
        uint8_t c = pattern.at[i];
        if (c < ' ' || c == 0x7F)
            return "has a control character, which no line of a screen has";
        if (c != '\\')
            continue;
        if (++i == pattern.len)
            return "ends in a backslash; write two for one";
        c = pattern.at[i] | 0x20;
        if ((c >= 'a' && c <= 'z') || (pattern.at[i] >= '0' && pattern.at[i] <= '9'))
            return "has a backslash before a letter or digit; write two for one";
    }
    return NULL;
}

/* Cuts off the segment up to the next '*'; returns the pattern after it. */
static struct slice glob_cut(struct slice pattern, struct slice *segment)
{
    size_t n = 0;
    while (n < pattern.len && pattern.at[n] != '*')
        n += pattern.at[n] == '\\' ? 2 : 1;
    *segment = slice_part(pattern, 0, n);
    return slice_from(pattern, n + 1);
}

/* Returns the index after the UTF-8 character that begins at `at`. */
static size_t after_character(struct slice text, size_t at)
{
    do
        at++;
    while (at < text.len && (text.at[at] & 0xC0) == 0x80);
    return at;
}

/* Moves *at after the segment if it is there. */
static bool segment_at(struct slice segment, struct slice text, size_t *at)
{
    size_t to = *at;
    for (size_t i = 0; i < segment.len; i++) {
        if (to >= text.len)
            return false;
        if (segment.at[i] == '?') {
            to = after_character(text, to);
            continue;
        }
        i += segment.at[i] == '\\';
        if (segment.at[i] != text.at[to++])
            return false;
    }
    *at = to;
    return true;
}

bool glob_matches(struct slice pattern, struct slice text, size_t after, size_t before)
{
    size_t at = 0, end;
    struct slice segment, next;
    pattern = glob_cut(pattern, &segment);
    while (segment.len == 0 && pattern.len > 0)
        pattern = glob_cut(pattern, &segment);
    for (bool first = true; segment.len > 0; first = false, segment = next) {
        next = (struct slice){0};
        while (pattern.len > 0 && next.len == 0)
            pattern = glob_cut(pattern, &next);
        for (;; at++) {
            if (at >= text.len || (first && at >= before))
                return false;
            end = at;
            bool whole = (text.at[at] & 0xC0) != 0x80 && segment_at(segment, text, &end);
            if (whole && (next.len > 0 || end > after))
                break;
        }
        at = end;
    }
    return true;
}

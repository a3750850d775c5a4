/*
 * Finds a pattern with '*' and '?' in a text. A mismatch returns to the last '*' alone and gives it one
 * more byte: an earlier one never needs more than it has, so that the time is at most the product of both
 * lengths.
 */
#include "cli/pattern.h"

/* The index after the UTF-8 character that begins at `at`. */
static size_t after_character(struct slice text, size_t at)
{
    do
        at++;
    while (at < text.len && (text.at[at] & 0xC0) == 0x80);
    return at;
}

bool pattern_matches(struct slice pattern, struct slice text)
{
    size_t at = 0, p = 0;
    size_t star = 0,
           from = 0; /* the index after the last '*', and where the text after it begins */
    while (p < pattern.len) {
        if (pattern.at[p] == '*') {
            star = ++p;
            from = at;
        } else if (at < text.len && pattern.at[p] == '?') {
            at = after_character(text, at);
            p++;
        } else if (at < text.len && pattern.at[p] == text.at[at]) {
            at++;
            p++;
        } else if (from < text.len) {
            at = ++from;
            p = star;
        } else {
            return false;
        }
    }
    return true;
}

/*
 * Matches patterns. A mismatch returns only to the last '*', which takes one more byte: an earlier
 * one never needs more than it has. The time is therefore at most the product of both lengths.
 */
#include "cli/pattern.h"

/* Returns the index after the UTF-8 character that begins at `at`. */
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
    size_t star = 0, from = 0; /* index after the last '*', and start of the text after it */
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

/* A match that fails goes back to the last '*' alone, and gives it one more byte. */
#include "cli/lines.h"

#include <string.h>

bool lines_next(struct lines *l, struct slice *piece, struct slice *line)
{
    struct slice head;
    if (l->ended)
        l->len = 0;
    l->ended = slice_find(*piece, '\n') >= 0;
    *piece = slice_cut(*piece, '\n', &head);
    head = slice_part(head, 0, sizeof l->storage - l->len);
    if (head.len > 0)
        memcpy(l->storage + l->len, head.at, head.len);
    l->len += head.len;
    *line = (struct slice){l->storage, l->len};
    return l->ended;
}

static size_t behind_character(struct slice text, size_t at)
{
    do
        at++;
    while (at < text.len && (text.at[at] & 0xC0) == 0x80);
    return at;
}

bool lines_match(struct slice text, struct slice pattern)
{
    size_t at = 0, p = 0, star = 0, from = 0; /* behind the last '*', and where its rest began */
    while (p < pattern.len) {
        if (pattern.at[p] == '*') {
            star = ++p;
            from = at;
        } else if (at < text.len && pattern.at[p] == '?') {
            at = behind_character(text, at);
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

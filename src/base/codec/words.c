/* Splits a line into words. Inside quotes of one kind, quotes of the other kind are plain text. A
 * backslash quotes the next byte, except inside single quotes. */
#include "base/codec/words.h"

static void words_end(struct text *t, size_t *words)
{
    text_char(t, '\0');
    ++*words;
}

size_t words_cut(struct slice line, struct text *to)
{
    char quote = 0;
    bool in_word = false;
    size_t words = 0, start = to->len;
    if (slice_find(line, 0) >= 0)
        return 0;
    for (size_t i = 0; i < line.len; i++) {
        char b = (char)line.at[i];
        if (b == '\\' && quote != '\'' && i + 1 < line.len) {
            text_char(to, (char)line.at[++i]);
            in_word = true;
        } else if (quote ? b == quote : b == '"' || b == '\'') {
            quote = quote ? 0 : b;
            in_word = true;
        } else if (!quote && (b == ' ' || b == '\t')) {
            if (in_word)
                words_end(to, &words);
            in_word = false;
        } else {
            text_char(to, b);
            in_word = true;
        }
    }
    if (in_word)
        words_end(to, &words);
    return quote || to->cut || words == 0 || to->at[start] == '\0' ? 0 : words;
}

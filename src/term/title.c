/* Setting the same title again changes nothing and is not sent to viewers. */
#include "term/title.h"

#include "base/utf8.h"

#include <string.h>

/* Copies a title as valid UTF-8 without control characters, truncated after a character. Returns
 * the length in bytes. */
static uint16_t title_clean(struct slice from, uint8_t to[LIMIT_TITLE_BYTES])
{
    struct utf8 u = {0};
    size_t len = 0, i = 0;
    while (i < from.len) {
        enum utf8_step step = utf8_feed(&u, from.at[i]);
        i += step != UTF8_BROKEN;
        if (step == UTF8_MORE)
            continue;
        uint32_t point = step == UTF8_POINT ? u.point : UTF8_REPLACEMENT;
        if (point < 0x20 || (point >= 0x7F && point < 0xA0))
            continue;
        uint8_t bytes[4];
        size_t n = utf8_put(point, bytes);
        if (len + n > LIMIT_TITLE_BYTES)
            break;
        memcpy(to + len, bytes, n);
        len += n;
    }
    return (uint16_t)len;
}

void title_set(struct term *t, struct slice title)
{
    uint8_t clean[LIMIT_TITLE_BYTES];
    uint16_t len = title_clean(title, clean);
    if (len == t->state.title_len && memcmp(clean, t->title, len) == 0)
        return;
    memcpy(t->title, clean, len);
    t->state.title_len = len;
    t->state.title_serial++;
}

void title_push(struct term *t)
{
    if (t->state.title_depth == 0) {
        memcpy(t->title_kept, t->title, t->state.title_len);
        t->state.title_kept_len = t->state.title_len;
    }
    if (t->state.title_depth < UINT16_MAX)
        t->state.title_depth++;
}

void title_pop(struct term *t)
{
    if (t->state.title_depth == 0)
        return;
    t->state.title_depth--;
    if (t->state.title_depth == 0)
        title_set(t, slice_make(t->title_kept, t->state.title_kept_len));
}

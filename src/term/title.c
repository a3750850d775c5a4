/* Setting the same title again changes nothing and is not sent to viewers. */
#include "term/title.h"

#include "base/utf8.h"

#include <string.h>

/* Copies a title as valid UTF-8 without control characters, truncated after a character. Returns
 * the length in bytes. */
static uint16_t title_clean(struct slice from, uint8_t *to, size_t size)
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
        if (len + n > size)
            break;
        memcpy(to + len, bytes, n);
        len += n;
    }
    return (uint16_t)len;
}

void title_set(struct term *t, struct slice title)
{
    uint8_t clean[LIMIT_TITLE_BYTES];
    uint16_t len = title_clean(title, clean, sizeof clean);
    if (len == t->state.title_len && memcmp(clean, t->title, len) == 0)
        return;
    memcpy(t->title, clean, len);
    t->state.title_len = len;
    t->state.title_serial++;
}

void title_set_icon(struct term *t, struct slice title)
{
    t->state.icon_len = title_clean(title, t->icon, sizeof t->icon);
}

void title_set_both(struct term *t, struct slice title)
{
    title_set(t, title);
    title_set_icon(t, title);
}

void title_push(struct feed *f)
{
    struct term *t = f->t;
    struct term_state *s = &t->state;
    undo_save_titles(f->u, t);
    struct titles *to = &t->titles[(s->titles_first + s->titles_used) % LIMIT_TITLES];
    to->title_len = s->title_len;
    to->icon_len = s->icon_len;
    memcpy(to->title, t->title, s->title_len);
    memcpy(to->icon, t->icon, s->icon_len);
    if (s->titles_used < LIMIT_TITLES)
        s->titles_used++;
    else
        s->titles_first = (uint8_t)((s->titles_first + 1) % LIMIT_TITLES);
}

void title_pop(struct feed *f, unsigned which)
{
    struct term *t = f->t;
    struct term_state *s = &t->state;
    if (s->titles_used == 0)
        return;
    s->titles_used--;
    const struct titles *from = &t->titles[(s->titles_first + s->titles_used) % LIMIT_TITLES];
    if (which != TITLE_ICON)
        title_set(t, slice_make(from->title, from->title_len));
    if (which != TITLE_WINDOW)
        title_set_icon(t, slice_make(from->icon, from->icon_len));
}

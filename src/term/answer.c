/* The queue is part of the terminal (struct term, answer), LIMIT_ANSWER_BYTES long. The feed stops
 * (feed.full) as soon as the longest answer would not fit, so none is lost. */
#include "term/answer.h"

#include <string.h>

void answer_send(struct feed *f, const struct text *a)
{
    struct term *t = f->t;
    if (a->cut || a->len > LIMIT_ANSWER_BYTES - t->state.answer_len) {
        t->counts.answers_dropped++;
        return;
    }
    memcpy(t->answer + t->state.answer_len, a->at, a->len);
    t->state.answer_len += (uint32_t)a->len;
    f->full = !f->lossy && !answer_fits(t);
}

bool answer_fits(const struct term *t)
{
    return LIMIT_ANSWER_BYTES - t->state.answer_len >= ANSWER_MAX;
}

void answer_string(struct feed *f, const char *s)
{
    TEXT(t, ANSWER_SHORT_MAX);
    text_str(&t, s);
    answer_send(f, &t);
}

void answer_pair(struct feed *f, const char *before, unsigned a, unsigned b, const char *after)
{
    TEXT(t, ANSWER_SHORT_MAX);
    text_str(&t, before);
    text_u64(&t, a);
    text_char(&t, ';');
    text_u64(&t, b);
    text_str(&t, after);
    answer_send(f, &t);
}

struct slice answer_list_begin(const struct feed *f, struct slice list)
{
    return slice_from(list, f->t->state.parser.resume);
}

void answer_list_end(struct feed *f, struct slice list, struct slice left)
{
    f->t->state.parser.resume = (uint16_t)(left.len > 0 ? list.len - left.len : 0);
}

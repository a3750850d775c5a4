/* An answer that does not fit is dropped as a whole and counted. */
#include "term/answer.h"

#include <string.h>

void answer_send(struct feed *f, struct text *a)
{
    struct term *t = f->t;
    if (a->cut || a->len > LIMIT_ANSWER_BYTES - t->state.answer_len) {
        t->counts.answers_dropped++;
        return;
    }
    memcpy(t->answer + t->state.answer_len, a->at, a->len);
    t->state.answer_len += (uint32_t)a->len;
}

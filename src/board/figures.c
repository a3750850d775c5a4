/* Figures are plain stores, since each has one writer; a process that is killed loses at most its
 * last count. A sample becomes visible once it is complete. */
#include "board/figures.h"

#include "base/bug.h"

#include <stdatomic.h>
#include <stddef.h>

void figures_count(struct figures *f, enum figure which, uint64_t n)
{
    BUG_UNLESS(which < FIGURES);
    f->counts[which] += n;
}

void samples_add(struct samples *s, const struct sample *one)
{
    s->at[s->next % LIMIT_SAMPLES] = *one;
    atomic_signal_fence(memory_order_seq_cst);
    s->next++;
}

uint64_t samples_first(const struct samples *s)
{
    return s->next > LIMIT_SAMPLES ? s->next - LIMIT_SAMPLES : 0;
}

const struct sample *samples_find(const struct samples *s, uint64_t number)
{
    return number >= samples_first(s) && number < s->next ? &s->at[number % LIMIT_SAMPLES] : NULL;
}

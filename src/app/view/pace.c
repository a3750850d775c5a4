/* Frame numbers wrap; they are compared by their distance from the last one sent. */
#include "app/view/pace.h"

bool pace_open(const struct pace *p, bool acknowledges, bool all_sent)
{
    if (p->paused)
        return false;
    if (acknowledges)
        return p->sent - p->shown < PACE_UNSHOWN_MAX;
    return p->partial || all_sent;
}

uint64_t pace_due(const struct pace *p, uint64_t now_ms)
{
    return p->typed || now_ms >= p->next_ms ? 0 : p->next_ms;
}

void pace_begin(struct pace *p, uint64_t now_ms, uint32_t frame_ms)
{
    p->next_ms = now_ms + frame_ms;
    p->typed = false;
}

void pace_sent(struct pace *p, bool whole)
{
    p->sent++;
    p->partial = !whole;
}

void pace_shown(struct pace *p, uint32_t number)
{
    if (p->sent - number <= p->sent - p->shown)
        p->shown = number;
}

bool pace_skip(struct pace *p, uint64_t now_ms, uint32_t frame_ms)
{
    if (p->paused || now_ms < p->skip_ms || now_ms < p->next_ms)
        return false;
    p->skip_ms = now_ms + frame_ms;
    return true;
}

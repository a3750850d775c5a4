/* Takes and frees slots. Free slots form a list through their next members, the last freed first. A
 * new table hands out index 0 first, then upwards. */
#include "base/table.h"

#include "base/bug.h"

void table_init(struct table *t, struct slot *slots, uint16_t size)
{
    BUG_UNLESS(size < TABLE_NONE);
    *t = (struct table){.size = size, .free = size > 0 ? 0 : TABLE_NONE};
    for (uint16_t i = 0; i < size; i++)
        slots[i] =
            (struct slot){.next = i + 1 < size ? (uint16_t)(i + 1) : TABLE_NONE, .generation = 1};
}

uint16_t table_take(struct table *t, struct slot *slots)
{
    uint16_t index = t->free;
    if (index == TABLE_NONE) {
        t->refused++;
        return TABLE_NONE;
    }
    BUG_UNLESS(index < t->size && !slots[index].taken);
    t->free = slots[index].next;
    slots[index].taken = 1;
    t->used++;
    if (t->used > t->high)
        t->high = t->used;
    return index;
}

void table_give(struct table *t, struct slot *slots, uint16_t index)
{
    BUG_UNLESS(index < t->size && slots[index].taken);
    struct slot *s = &slots[index];
    s->taken = 0;
    if (++s->generation == 0)
        s->generation = 1;
    s->next = t->free;
    t->free = index;
    t->used--;
}

struct handle table_handle(const struct slot *slots, uint16_t index)
{
    return (struct handle){.index = index, .generation = slots[index].generation};
}

bool table_holds(const struct table *t, const struct slot *slots, struct handle h)
{
    return h.index < t->size && slots[h.index].taken && slots[h.index].generation == h.generation;
}

bool table_check(const struct table *t, const struct slot *slots)
{
    uint32_t taken = 0, seen = 0;
    for (uint16_t i = 0; i < t->size; i++) {
        if (slots[i].taken > 1 || slots[i].generation == 0)
            return false;
        taken += slots[i].taken;
    }
    uint16_t at = t->free;
    for (; at != TABLE_NONE && seen <= t->size; seen++) {
        if (at >= t->size || slots[at].taken)
            return false;
        at = slots[at].next;
    }
    return taken == t->used && seen + taken == t->size && t->high >= t->used && t->high <= t->size;
}

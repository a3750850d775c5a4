/*
 * The slots of a static table: which are free, how many are in use, the high-water mark, and how
 * often there was none. A handle (index and generation) names a slot across time, so that a slot
 * that was freed and taken again is not mistaken for the old one. There is no pointer in it: the
 * links are in an array of the owner, and both can be on the board.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define TABLE_NONE UINT16_MAX

struct slot {
    uint16_t next;       /* of a free slot: the next free one, or TABLE_NONE */
    uint16_t taken;      /* 0 or 1 */
    uint32_t generation; /* grows each time the slot is given back; never 0 */
};

struct table {
    uint16_t size;
    uint16_t free; /* the first free slot, or TABLE_NONE */
    uint16_t used;
    uint16_t high;    /* high-water mark of used */
    uint64_t refused; /* takes that found the table full */
};

struct handle {
    uint16_t index;
    uint16_t unused; /* zero, so that a handle has no padding */
    uint32_t generation;
};

void table_init(struct table *t, struct slot *slots, uint16_t size);
/* A free slot's index, or TABLE_NONE (counted). Lowest indices first after a start. */
uint16_t table_take(struct table *t, struct slot *slots);
/* Frees a taken slot; its handles are no longer valid. */
void table_give(struct table *t, struct slot *slots, uint16_t index);
static inline bool handle_equal(struct handle a, struct handle b)
{
    return a.index == b.index && a.generation == b.generation;
}
/* The handle of a slot that is taken. */
struct handle table_handle(const struct slot *slots, uint16_t index);
/* Whether the slot has not been given back since the handle was made. */
bool table_holds(const struct table *t, const struct slot *slots, struct handle h);
/* Whether links and counts are consistent (the check of a takeover). The owner has checked
 * before that t->size is the size of its array. */
bool table_check(const struct table *t, const struct slot *slots);

#endif

/*
 * Slots of a static table: which are free, how many are in use, how many ever
 * were at once, how often there was none. A slot is named across time by index
 * and generation, so that one that was freed and taken again is not mistaken.
 * The table holds no pointer; its links stand in arrays of the owner, so that it can
 * live on the board.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define TABLE_NONE UINT16_MAX

struct slot {
    uint16_t next;       /* the next free slot, where this one is free */
    uint16_t taken;      /* 0 or 1 */
    uint32_t generation; /* grows each time the slot is given back; never 0 */
};

struct table {
    uint16_t size;
    uint16_t free; /* the first free slot, or TABLE_NONE */
    uint16_t used;
    uint16_t high;    /* the most that were in use at once */
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
/* Takes one particular slot, where it is free. */
bool table_take_at(struct table *t, struct slot *slots, uint16_t index);
void table_give(struct table *t, struct slot *slots, uint16_t index);
static inline bool handle_equal(struct handle a, struct handle b)
{
    return a.index == b.index && a.generation == b.generation;
}
struct handle table_handle(const struct slot *slots, uint16_t index);
/* Whether the handle still names what it named. */
bool table_holds(const struct table *t, const struct slot *slots, struct handle h);
/* The links and counts are as they can be (for the takeover's check). That t->size is the size of
 * the owner's array is for the owner to check beforehand. */
bool table_check(const struct table *t, const struct slot *slots);

#endif

/*
 * The slots of a static table: the free ones, the number in use, its high-water mark, and how often
 * the table was full. A handle (index and generation) names one life of a slot: it does not match
 * after the slot was freed and taken again. The structs have no pointers; the links are in an array
 * of the owner, and both can be on the board.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define TABLE_NONE UINT16_MAX

struct slot {
    uint16_t next;       /* free slot: index of the next free one, or TABLE_NONE */
    uint16_t taken;      /* 0 or 1 */
    uint32_t generation; /* incremented whenever the slot is freed; never 0 */
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
    uint16_t unused; /* zero, in place of padding */
    uint32_t generation;
};

/* Makes all slots free. size: the length of `slots`, below TABLE_NONE. */
void table_init(struct table *t, struct slot *slots, uint16_t size);
/* Takes a free slot and returns its index; TABLE_NONE if the table is full (counted). A new table
 * hands out the lowest indices first. */
uint16_t table_take(struct table *t, struct slot *slots);
/* Frees a taken slot, which invalidates its handles. */
void table_give(struct table *t, struct slot *slots, uint16_t index);
static inline bool handle_equal(struct handle a, struct handle b)
{
    return a.index == b.index && a.generation == b.generation;
}
/* Returns the handle of a taken slot. */
struct handle table_handle(const struct slot *slots, uint16_t index);
/* Whether the slot has remained taken since the handle was made. */
bool table_holds(const struct table *t, const struct slot *slots, struct handle h);
/* Whether links and counts are consistent; a takeover checks this. The owner has already checked
 * that t->size is the size of its array. */
bool table_check(const struct table *t, const struct slot *slots);

#endif

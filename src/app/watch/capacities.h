/* The table of all bounded tables, for the metrics, the status and the health. */
#ifndef APP_CAPACITIES_H
#define APP_CAPACITIES_H

#include "base/table.h"

#define CAPACITY_NAME_MAX 16 /* bytes of a name */
#define CAPACITIES_MAX 16    /* rows at most */

struct capacity {
    const char *name;
    bool displaces; /* a new entry takes the oldest one's place: `refused` counts those displaced */
    bool degrades;  /* a full table is a reason to look after the server */
    const struct table *(*table)(void); /* size, used, high and refused alone have a meaning */
};

/* The row of a number, from 0 on; NULL: there are no more. */
const struct capacity *capacities_at(uint16_t number);

#endif

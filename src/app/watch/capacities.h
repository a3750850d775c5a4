/* The list of all bounded tables, for the metrics, the status and the health. */
#ifndef APP_CAPACITIES_H
#define APP_CAPACITIES_H

#include "base/table.h"

#define CAPACITY_NAME_MAX 16 /* longest name, in bytes */
#define CAPACITIES_MAX 16    /* maximum number of rows */

struct capacity {
    const char *name;
    bool displaces; /* a new entry displaces the oldest; `refused` counts those displaced */
    bool degrades;  /* a full table degrades the health */
    const struct table *(*table)(void); /* only size, used, high and refused are meaningful */
};

/* The row of a number, from 0; NULL: no more. */
const struct capacity *capacities_at(uint16_t number);

#endif

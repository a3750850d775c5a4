/* Every counter on the board with its names, for all that publish it. */
#ifndef APP_CORE_COUNTERS_H
#define APP_CORE_COUNTERS_H

#include "app/core/app.h"

struct counter {
    const char *family; /* of /metrics; rows of one family are adjacent */
    const char *label;  /* name="value", or NULL */
    const char *member; /* of /api/status */
    const char *help;   /* of the family, in its first row */
    size_t at;          /* in struct board; a uint64_t */
};

/* The counter with this number, from 0 on; NULL: no more. */
const struct counter *counters_at(uint16_t number);
uint64_t counters_value(const struct counter *c);

#endif

/* The server's health, derived in microseconds from figures in memory. */
#ifndef APP_HEALTH_H
#define APP_HEALTH_H

#include "app/watch/capacities.h"
#include "base/text.h"

enum health {
    HEALTH_LIVE,
    HEALTH_DEGRADED,  /* the server works, but needs attention */
    HEALTH_UNHEALTHY, /* the server should be restarted */
};

/* Bytes of one reason per table and of all others. */
#define HEALTH_REASON_MAX (CAPACITIES_MAX * (CAPACITY_NAME_MAX + 32) + 256)

/* Returns the health and appends the reasons, separated by "; ", at most HEALTH_REASON_MAX
 * bytes. */
enum health health_look(struct text *reasons);

#endif

/* Whether all is well, from what the loop already knows: answered in microseconds, from memory. */
#ifndef APP_HEALTH_H
#define APP_HEALTH_H

#include "app/watch/capacities.h"
#include "base/text.h"

enum health {
    HEALTH_LIVE,
    HEALTH_DEGRADED,  /* it serves, but somebody should look after it */
    HEALTH_UNHEALTHY, /* it should be restarted */
};

/* A reason for each table, and the others. */
#define HEALTH_REASON_MAX (CAPACITIES_MAX * (CAPACITY_NAME_MAX + 32) + 256)

/* With the reasons, a sentence each, separated by "; "; at most HEALTH_REASON_MAX bytes. */
enum health health_look(struct text *reasons);

#endif

/* Whether all is well, out of what the loop already knows: answered in microseconds, with no look
 * at anything but memory. */
#ifndef APP_HEALTH_H
#define APP_HEALTH_H

#include "base/text.h"

#define HEALTH_REASON_MAX 768

enum health {
    HEALTH_LIVE,
    HEALTH_DEGRADED,  /* it serves, but somebody should look */
    HEALTH_UNHEALTHY, /* it should be started again */
};

/* With the reasons, a sentence each, separated by "; "; at most HEALTH_REASON_MAX bytes. */
enum health health_look(struct text *reasons);

#endif

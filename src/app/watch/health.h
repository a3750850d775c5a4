/* Whether all is well, out of what the loop already knows: answered in microseconds, with no look
 * at anything but memory. */
#ifndef APP_HEALTH_H
#define APP_HEALTH_H

#include "base/text.h"

enum health {
    HEALTH_LIVE,
    HEALTH_DEGRADED,  /* it serves, but somebody should look */
    HEALTH_UNHEALTHY, /* it should be started again */
};

/* With the reasons, a sentence each, separated by "; ". */
enum health health_look(struct text *reasons);

#endif

/* GET /metrics: Prometheus' text exposition format 0.0.4. */
#ifndef APP_PROMETHEUS_H
#define APP_PROMETHEUS_H

#include "app/request/lists.h"

extern const struct list_kind prometheus_list; /* call processes_refresh() first */

#endif

/* Resource usage of the server and the keeper, as the system reports it. */
#ifndef APP_PROCESSES_H
#define APP_PROCESSES_H

#include "app/core/app.h"

/* Reads the figures of this process, and wakes the keeper to publish its own; both at most once a
 * second. To be called before metrics are written. */
void processes_refresh(uint64_t now_ms);
const struct process_figures *processes_server(void); /* as of the last refresh */
const struct process_figures *processes_keeper(void); /* as last published by the keeper */

#endif

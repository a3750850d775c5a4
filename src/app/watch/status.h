/* GET /api/status, and the summary in the event stream: the metrics as JSON. */
#ifndef APP_STATUS_H
#define APP_STATUS_H

#include "app/request/lists.h"
#include "app/watch/capacities.h"

/* Bytes of the bounded tables and of the other members of the summary. */
#define STATUS_SUMMARY_MAX (CAPACITIES_MAX * (CAPACITY_NAME_MAX + 64) + 768)

extern const struct list_kind status_list; /* call processes_refresh() first */
/* Writes the summary, a JSON object of at most STATUS_SUMMARY_MAX bytes. */
void status_put_summary(struct text *t);

#endif

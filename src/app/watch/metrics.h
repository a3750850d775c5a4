/*
 * What this server tells of itself: /metrics in Prometheus' text format, /api/status, and a summary
 * for the page. What may be longer than an out buffer is written in steps, each of which fits
 * METRICS_STEP_MAX bytes.
 *
 *   counters     the counters on the board, by name       prometheus   /metrics
 *   metrics      tables, processes, the status, the summary
 */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include "app/core/app.h"
#include "app/request/lists.h"

#define METRICS_STEP_MAX 2048
#define METRICS_SUMMARY_MAX 768

/* The figures of this process are asked of the system again, those of the keeper of the keeper;
 * each at most once a second. */
void metrics_refresh(uint64_t now_ms);
/* Of this process, as of the last refresh. */
const struct process_figures *metrics_process(void);
/* The tables of fixed size, by number from 0 on; NULL: there are no more. */
const struct table *metrics_table(uint16_t number, const char **name);
const char *metrics_child_state(uint16_t state); /* enum figure_child */
uint16_t metrics_viewers(void);
/* The longest turn of the loop in the last sample's time. */
uint32_t metrics_lag_us(void);

extern const struct list_kind status_list; /* a JSON object */
/* A small JSON object for the page's live events. */
void metrics_put_summary(struct text *t);

#endif

/*
 * The table of all metrics: counters and gauges, each once. /metrics (prometheus), /api/status and
 * the summary of the events (status), and the curves of the last hour (sampler) are written from it.
 * Bounded tables are in app/watch/capacities.
 */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include "app/core/app.h"

enum metric_type { METRIC_GAUGE, METRIC_COUNTER };

/* The object of /api/status that a metric is a member of. */
enum metric_group {
    METRIC_NO_GROUP, /* it is not there */
    METRIC_TOP,
    METRIC_CHILDREN,
    METRIC_SERVER,
    METRIC_KEEPER,
    METRIC_COUNTERS
};

/* How a sample shows the value. */
enum metric_curve { METRIC_NO_CURVE, METRIC_AS_IT_IS, METRIC_KIB, METRIC_PER_SECOND };

#define METRIC_MEMBER_MAX 32 /* bytes of a member's name */
#define METRICS_MAX 96       /* rows at most */

struct metric {
    const char *family; /* of /metrics; rows of one family are neighbours; NULL: not there */
    const char *label;  /* name="value", or NULL */
    const char *help;   /* of the family, in its first row */
    enum metric_type type;
    bool microseconds; /* that /metrics shows in seconds */
    bool optional;     /* left out of /metrics where it is 0: the system does not say */
    enum metric_group group;
    const char *member;  /* of its group */
    const char *summary; /* its name in the summary, or NULL */
    enum metric_curve curve;
    enum sample_value sample; /* where a sample keeps it */
    const char *curve_name;
    uint64_t (*read)(size_t at);
    size_t at;
};

struct duration {
    const char *family; /* of /metrics, in seconds */
    const char *help;
    const char *member; /* of "latency" in /api/status */
    size_t at;          /* a struct histogram, in struct board */
};

/* The row of a number, from 0 on; NULL: there are no more. */
const struct metric *metrics_at(uint16_t number);
uint64_t metrics_value(const struct metric *m);
const struct duration *metrics_duration(uint16_t number);
const struct histogram *metrics_histogram(const struct duration *d);
/* The longest turn of the loop between the last two samples; set by the sampler. */
uint64_t metrics_lag_us(void);
void metrics_set_lag(uint64_t us);

#endif

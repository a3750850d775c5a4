/*
 * The table of all metrics: each counter and gauge has one row, from which /metrics (prometheus),
 * /api/status and the summary of the events (status), and the curves of the last hour (sampler) are
 * written. Bounded tables are in app/watch/capacities.
 */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include "app/core/app.h"

enum metric_type { METRIC_GAUGE, METRIC_COUNTER };

/* The object of /api/status to which a metric belongs. */
enum metric_group {
    METRIC_NO_GROUP, /* not in /api/status */
    METRIC_TOP,
    METRIC_CHILDREN,
    METRIC_SERVER,
    METRIC_KEEPER,
    METRIC_COUNTERS
};

/* The conversion of the value in a sample. */
enum metric_curve { METRIC_NO_CURVE, METRIC_AS_IT_IS, METRIC_KIB, METRIC_PER_SECOND };

#define METRIC_MEMBER_MAX 32 /* longest name of a member, in bytes */
#define METRICS_MAX 96       /* maximum number of rows */

struct metric {
    const char *family; /* name in /metrics; rows of one family are adjacent; NULL: not there */
    const char *label;  /* label of /metrics, name="value"; or NULL */
    const char *help;   /* help text of the family, in its first row */
    enum metric_type type;
    bool microseconds; /* value in microseconds, shown in seconds by /metrics */
    bool optional;     /* omitted from /metrics if 0: not reported by the system */
    enum metric_group group;
    const char *member;  /* name in its group */
    const char *summary; /* name in the summary, or NULL */
    enum metric_curve curve;
    enum sample_value sample; /* index in a sample */
    const char *curve_name;
    uint64_t (*read)(size_t at);
    size_t at;
};

struct duration {
    const char *family; /* name in /metrics, in seconds */
    const char *help;
    const char *member; /* name in "latency" of /api/status */
    size_t at;          /* offset of a struct histogram in struct board */
};

/* The row of a number, from 0; NULL: no more. */
const struct metric *metrics_at(uint16_t number);
uint64_t metrics_value(const struct metric *m);
/* The duration of a number, from 0; NULL: no more. */
const struct duration *metrics_duration(uint16_t number);
const struct histogram *metrics_histogram(const struct duration *d);
/* The longest turn of the loop, in microseconds, between the last two samples; set by the
 * sampler. */
uint64_t metrics_lag_us(void);
void metrics_set_lag(uint64_t us);

#endif

/* The report of roam on an attempt that ended. */
#ifndef CLI_ROAM_REPORT_H
#define CLI_ROAM_REPORT_H

#include "cli/roam/attempt.h"

/* Prints how the attempt ended. Returns roam's exit status if the attempt is the last one. */
int roam_report(struct roam *r, enum roam_verdict v);

#endif

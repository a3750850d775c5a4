/* An hour of samples on the board (board/figures.h): taking them, and telling them. */
#ifndef APP_SAMPLER_H
#define APP_SAMPLER_H

#include "app/core/app.h"
#include "app/request/lists.h"

#define SAMPLER_STEP_MAX 1024

void sampler_init(void); /* from now on one is taken each SAMPLE_MS */
/* {"every":15,"unix":[...],...}: one array a figure, of the samples from first to before end; step
 * after step; false: that was all. A sample that has gone meanwhile is null. */
extern const struct list_kind sampler_list;
struct list_cursor sampler_begin(void); /* of all samples that are kept now */

#endif

/* An hour of samples on the board (board/figures.h), and the curves made of them. */
#ifndef APP_SAMPLER_H
#define APP_SAMPLER_H

#include "app/request/lists.h"

void sampler_init(void); /* from now on one is taken each SAMPLE_MS */
/* {"every":15,"unix":[...],...}: one array a curve. A sample that was overwritten since the list
 * began is null. */
extern const struct list_kind sampler_list;
struct list_cursor sampler_begin(void); /* of all samples that are kept now */

#endif

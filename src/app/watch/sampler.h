/* Takes samples, of which the board keeps an hour (board/figures.h), and lists the curves made of
 * them. */
#ifndef APP_SAMPLER_H
#define APP_SAMPLER_H

#include "app/request/lists.h"

void sampler_init(void); /* starts taking a sample every SAMPLE_MS */
/* Format: {"every":15,"unix":[...],...}, one array per curve. A sample that was overwritten since
 * the list began is null. */
extern const struct list_kind sampler_list;
struct list_cursor sampler_begin(void); /* a cursor over all samples kept now */

#endif

/* One line in the log for each program that ended: how, after what, and whether memory was short.
 */
#ifndef KEEPER_ENDINGS_H
#define KEEPER_ENDINGS_H

#include "keeper/child/children.h"

void endings_init(void);
/* The verdict on one that has just ended. */
enum memory_verdict endings_memory(const struct child *c);
void endings_log(const struct child *c, uint64_t now_ms);

#endif

/* Reaping every process that has ended: the server, children, and orphans that the keeper
 * inherited. */
#ifndef KEEPER_REAP_H
#define KEEPER_REAP_H

#include <stdint.h>

void reap_all(uint64_t now_ms);

#endif

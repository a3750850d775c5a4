/* The end of everything: the server, the programs, orphans, and at last the keeper. */
#ifndef KEEPER_STOP_H
#define KEEPER_STOP_H

#include "config/config.h"

void stop_init(void);
/* Asks the server and every program to end, at most within config->shutdown_ms; a second request kills what is
 * left at once. config must outlive the keeper. */
void stop_request(const struct config *config, uint64_t now_ms);
bool stop_requested(void);
/* Kills what is late, and ends orphans. Returns when it wants to be called next, UINT64_MAX: never; 0: everything
 * has ended, or cannot be killed. */
uint64_t stop_tick(uint64_t now_ms);

#endif

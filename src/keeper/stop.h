/* Shutdown: the server, the programs, orphans, and at last the keeper. */
#ifndef KEEPER_STOP_H
#define KEEPER_STOP_H

#include "config/config.h"

void stop_init(void);
/* Asks the server and every program to end within config->shutdown_ms; a second request kills all
 * that are left at once. config must outlive the keeper. */
void stop_request(const struct config *config, uint64_t now_ms);
bool stop_requested(void);
/* Kills processes past the deadline, and ends orphans. Returns the time of the next call;
 * UINT64_MAX: none; 0: everything has ended, or cannot be killed. */
uint64_t stop_tick(uint64_t now_ms);

#endif

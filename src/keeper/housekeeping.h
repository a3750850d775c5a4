/*
 * Housekeeping of the state directory, at the start and hourly: directory (0700) and files (0600)
 * are accessible to the owner alone. Wider permissions are repaired if the file is ours, and
 * reported if it is not. Half-written files (*.new, *.part) and sockets at which no process accepts
 * are removed when they are older than 7 days.
 */
#ifndef KEEPER_HOUSEKEEPING_H
#define KEEPER_HOUSEKEEPING_H

#include "base/slice.h"

/* Called for each problem with the file's name, a predicate ("can be read or changed by others"),
 * and whether it was repaired. */
typedef void housekeeping_found(const char *name, const char *problem, bool repaired);

/* Checks the directory and at most 4096 names in it once; with `repair`, also repairs the problems
 * that it can. Returns how many are left. A directory that does not exist has none. */
unsigned housekeeping_check(const char *folder, bool repair, int64_t now_unix,
                            housekeeping_found *found);
/* Makes the first check, counted and logged; the next follow hourly. folder remains the
 * caller's. */
void housekeeping_init(const char *folder, uint64_t now_ms);
/* Makes a check if one is due. Returns the time of the next call. */
uint64_t housekeeping_tick(uint64_t now_ms);

#endif

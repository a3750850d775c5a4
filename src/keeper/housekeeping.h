/*
 * The state directory in order, checked at the start and hourly: it is the owner's alone (0700), as are its
 * files (0600). Wider permissions are repaired where the file is ours, and reported where it is not. Half-written
 * files (*.new, *.part) and sockets at which no process accepts are removed when they are older than 7 days.
 */
#ifndef KEEPER_HOUSEKEEPING_H
#define KEEPER_HOUSEKEEPING_H

#include "base/slice.h"

/* Called for each problem: the file's name, a predicate ("can be read or changed by others"), and whether it was
 * repaired. */
typedef void housekeeping_found(const char *name, const char *problem, bool repaired);

/* Checks the directory and at most 4096 names in it once; repair: also repairs what can be. Returns how many
 * problems are left. A directory that does not exist has none. */
unsigned housekeeping_check(const char *folder, bool repair, int64_t now_unix,
                            housekeeping_found *found);
/* The first check, counted and logged; then one an hour. folder stays the caller's. */
void housekeeping_init(const char *folder, uint64_t now_ms);
/* Returns when it wants to be called next. */
uint64_t housekeeping_tick(uint64_t now_ms);

#endif

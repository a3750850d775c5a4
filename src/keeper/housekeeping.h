/*
 * The state directory kept in order, at the start and hourly: it is ours alone (0700), and so are
 * its files (0600); what others could read is mended where it is ours, and told where it is not.
 * What was left over there for more than 7 days goes: half-written files (*.new, *.part) and
 * sockets at which nobody answers. It is the keeper's, for the server can open no file.
 */
#ifndef KEEPER_HOUSEKEEPING_H
#define KEEPER_HOUSEKEEPING_H

#include "base/slice.h"

/* Called for each thing that is not as it should be. */
typedef void housekeeping_found(const char *name, const char *what, bool mended);

/* Looks at all of it once; mend: also puts it right. Returns what is still wrong afterwards. */
unsigned housekeeping_look(const char *folder, bool mend, int64_t now_unix,
                           housekeeping_found *found);
/* The first round, counted and logged; then once an hour. */
void housekeeping_init(const char *folder, uint64_t now_ms);
/* When it wants to be called next. */
uint64_t housekeeping_tick(uint64_t now_ms);

#endif

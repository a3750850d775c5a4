/* What a configuration asks for and this machine does not have now, for boundtty check: warnings,
 * since much of it may come later. */
#ifndef KEEPER_PROBE_H
#define KEEPER_PROBE_H

#include "config/config.h"

/* Receives each warning as a sentence. */
typedef void probe_report(struct slice sentence);

/* Looks for users, groups, folders, programs and devices, and whether the ports are free, unless a
 * server of this state directory has them. Starts and creates nothing. */
void probe_config(const struct config *config, char *const envp[], probe_report *report);

#endif

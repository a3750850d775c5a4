/* The flags of the command line: short names of keys, and where the configuration file is. */
#ifndef CONFIG_FLAGS_H
#define CONFIG_FLAGS_H

#include "config/config.h"

/* Flags are read twice: for where the file is (-c, -s) before it is read, and all of them after
 * it, so that a flag wins over the file. */
enum flags_round { FLAGS_PLACES, FLAGS_ALL };

enum config_answer { CONFIG_RUN, CONFIG_HELP, CONFIG_VERSION, CONFIG_WRONG };

/* argv ends with NULL; its first word is skipped. The words after "--" are the command of new
 * windows. For CONFIG_WRONG error gets a sentence. */
enum config_answer flags_read(struct config *c, char *const argv[], enum flags_round round,
                              struct text *error);

#endif

/* The command line flags: short names of keys, and the path of the configuration file. */
#ifndef CONFIG_FLAGS_H
#define CONFIG_FLAGS_H

#include "config/config.h"

/* Flags are read twice: those that locate the file (-c, -s) before it is read, and all of them
 * after it, since a flag takes precedence over the file. */
enum flags_round { FLAGS_PLACES, FLAGS_ALL };

enum config_answer { CONFIG_RUN, CONFIG_HELP, CONFIG_VERSION, CONFIG_WRONG };

/* argv is NULL-terminated; its first word is skipped. The words after "--" are the command of new
 * windows. For CONFIG_WRONG error gets a sentence. */
enum config_answer flags_read(struct config *c, char *const argv[], enum flags_round round,
                              struct text *error);

#endif

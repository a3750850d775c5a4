/* Creates the state directory, and reads or generates the tokens in it. */
#ifndef CONFIG_SECRETS_H
#define CONFIG_SECRETS_H

#include "config/config.h"

/* Creates the state directory (0700), and reads both tokens and the instance's name into c; missing
 * files (0600) are created with random ones. Permissions of our own files that are too wide are
 * repaired. False: error gets a sentence. */
bool config_secrets(struct config *c, struct text *error);
/* The same without creating or repairing anything; missing files are none. */
bool config_secrets_check(struct config *c, struct text *error);
/* Removes what the last config_secrets() created: its configuration was refused after all. */
void config_secrets_undo(const struct config *c);

#endif

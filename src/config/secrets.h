/* The state directory and the tokens in it. */
#ifndef CONFIG_SECRETS_H
#define CONFIG_SECRETS_H

#include "config/config.h"

/* Makes the state directory (0700), and reads both tokens into c, making the files (0600) that
 * do not exist. What is ours and permits others too much is repaired. False: error says why. */
bool config_secrets(struct config *c, struct text *error);

#endif

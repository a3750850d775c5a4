/* The keys of [server]: what each is called, where its value goes, and which values it has. */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "config/config.h"

/* Sets the key's member of c. Keys that may be given several times (listen, host) add a value.
 * False: the key is not known, the value is not valid, or there are too many; error gets the
 * sentence. */
bool keys_set(struct config *c, struct slice name, struct slice value, struct text *error);

#endif

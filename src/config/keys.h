/* The keys of the section [server]: their names, members and valid values. */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "config/config.h"

/* Sets the key's member of c. Keys that may be repeated (listen, host) add a value. False: unknown
 * key, invalid value, or too many values; error gets the sentence. */
bool keys_set(struct config *c, struct slice name, struct slice value, struct text *error);

/* Whether this is a key that may be given once. *place: a number below 64 of its own. */
bool keys_single(struct slice name, unsigned *place);

#endif

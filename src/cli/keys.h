/*
 * Names of keys as people write them (Enter, C-c, M-x, S-Up, F5), and the bytes that xterm sends
 * for them. Pure.
 */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include "base/slice.h"

#define KEYS_BYTES 16 /* maximum for one key */

/* Writes the bytes of a key and returns how many; 0 if no key has this name. application: the
 * program has set application cursor keys (DECCKM). */
size_t keys_bytes(struct slice name, bool application, uint8_t to[KEYS_BYTES]);
/* Cuts one ASCII character off the text, written as itself or, for a control character, as ^X.
 * False if the text begins with neither. */
bool keys_caret(struct slice *text, uint8_t *key);

#endif

/* Names of keys, as people write them: Enter, C-c, M-x, S-Up, F5; and the bytes that xterm sends.
 */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include "base/slice.h"

#define KEYS_BYTES 16

/* The bytes of a key; 0: this is the name of none. application: the program has asked for
 * application cursor keys (DECCKM). */
size_t keys_bytes(struct slice name, bool application, uint8_t to[KEYS_BYTES]);
/* One key in a terminal's line: a character, or ^X for the control character. False: it is none. */
bool keys_caret(struct slice *text, uint8_t *key);

#endif

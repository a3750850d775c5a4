/* The declaration of a window in the configuration: a section [window NAME]. */
#ifndef SOURCE_DECLARATION_H
#define SOURCE_DECLARATION_H

#include "source/source.h"

/* When the window is started. */
enum start { START_BOOT, START_ATTACH, START_MANUAL };

/* Which endings of the program lead to a restart (app/window/breaker). */
enum respawn { RESPAWN_NEVER, RESPAWN_FAILURE, RESPAWN_ALWAYS };

struct declaration {
    struct source source;
    char name[LIMIT_NAME_BYTES];
    char session[LIMIT_NAME_BYTES];
    uint8_t start;   /* enum start */
    uint8_t respawn; /* enum respawn */
    uint32_t line;   /* line of the file at which the section begins, from 1 */
};

/* Initializes d with this name and the defaults: session "main", the default command, started at
 * boot, never restarted. False: the name is not valid. */
bool declaration_begin(struct declaration *d, struct slice name, uint32_t line);
/* Applies one key and its value. False: error gets a sentence. */
bool declaration_read(struct declaration *d, struct slice key, struct slice value,
                      struct text *error);
/* Checks that the source has every option that its kind requires and no option of another kind.
 * False: error gets a sentence. */
bool declaration_check(const struct declaration *d, struct text *error);
/* Hash of session and name, which identifies the window when the file is read again. Never 0. */
uint64_t declaration_key(const struct declaration *d);

#endif

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
    uint8_t given;   /* keys of the window itself that were read, one bit each */
};

/* Initializes d with this name and the defaults: session "main", the default command, started at
 * boot, never restarted. False: the name is not valid. */
bool declaration_begin(struct declaration *d, struct slice name);
/* Applies one key and its value. False: error gets a sentence. */
bool declaration_read(struct declaration *d, struct slice key, struct slice value,
                      struct text *error);
/* Hash of session and name, which identifies the window when the file is read again. Never 0. */
uint64_t declaration_key(const struct declaration *d);

#endif

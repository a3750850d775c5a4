/* A window that the configuration declares: the section [window NAME]. */
#ifndef SOURCE_DECLARATION_H
#define SOURCE_DECLARATION_H

#include "source/source.h"

/* When the window is started. */
enum start { START_BOOT, START_ATTACH, START_MANUAL };

/* After which end its program is started again (app/window/breaker). */
enum respawn { RESPAWN_NEVER, RESPAWN_FAILURE, RESPAWN_ALWAYS };

struct declaration {
    struct source source;
    char name[LIMIT_NAME_BYTES];
    char session[LIMIT_NAME_BYTES];
    uint8_t start;   /* enum start */
    uint8_t respawn; /* enum respawn */
    uint32_t line;   /* of the file, on which its section begins */
};

/* Makes d a declaration of this name: in the session "main", the default command, started at
 * boot, never again. False: the name is not valid. */
bool declaration_begin(struct declaration *d, struct slice name, uint32_t line);
/* Reads one key and its value; false: error gets a sentence. */
bool declaration_read(struct declaration *d, struct slice key, struct slice value,
                      struct text *error);
/* Whether the source has every option that it needs, and none of another kind; false: error gets a
 * sentence. */
bool declaration_check(const struct declaration *d, struct text *error);
/* A hash of session and name, by which a window is recognized when the file is read again. Never 0. */
uint64_t declaration_key(const struct declaration *d);

#endif

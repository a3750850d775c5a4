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
    uint32_t line;   /* of the file, where its section begins */
};

/* "main", a command, started at boot, never again. False: no window can have this name. */
bool declaration_begin(struct declaration *d, struct slice name, uint32_t line);
/* One key and its value; false: error holds a sentence. */
bool declaration_read(struct declaration *d, struct slice key, struct slice value,
                      struct text *error);
/* Whether it is whole: what its source needs is there, and nothing else. */
bool declaration_check(const struct declaration *d, struct text *error);
/* By which it is known from one reading to the next: never 0. */
uint64_t declaration_key(const struct declaration *d);
/* The keys of a section, as source_option_name() has it; NULL: no more. */
const char *declaration_key_name(size_t *at);

#endif

/* A few keys belong to the window itself; all others are options of its source (source/source),
 * which can be checked once the section is complete. */
#include "source/declaration.h"

#include "base/choice.h"
#include "base/codec/fnv.h"
#include "base/codec/words.h"
#include "base/invalid.h"
#include "source/name.h"

static bool declaration_name(struct slice name, char to[LIMIT_NAME_BYTES])
{
    return name_valid(name) && slice_copy(name, to, LIMIT_NAME_BYTES);
}

bool declaration_begin(struct declaration *d, struct slice name)
{
    *d = (struct declaration){.session = "main"};
    return declaration_name(name, d->name);
}

static bool declaration_command(struct declaration *d, struct slice value)
{
    TEXT(t, LIMIT_COMMAND_BYTES);
    size_t words = words_cut(value, &t);
    return words > 0 && words < LIMIT_ARGUMENTS && source_set_argv(&d->source, text_slice(&t));
}

/* Sets *place to the value's index in words; 0 and false if it is not one of them. */
static bool declaration_choice(uint8_t *place, struct slice name, struct slice value,
                               const char *const words[], struct text *error)
{
    int found = choice_find(value, words);
    *place = found >= 0 ? (uint8_t)found : 0;
    return found >= 0 || choice_invalid(error, name, value, words);
}

enum own_key { KEY_SOURCE, KEY_SESSION, KEY_START, KEY_RESPAWN, KEY_COMMAND };

static bool declaration_read_own(struct declaration *d, enum own_key key, struct slice name,
                                 struct slice value, struct text *error)
{
    static const char *const starts[] = {"boot", "attach", "manual", NULL};
    static const char *const respawns[] = {"never", "failure", "always", NULL};
    if (d->given >> key & 1)
        return invalid(error, name, value, "is given twice");
    d->given = (uint8_t)(d->given | 1u << key);
    switch (key) {
    case KEY_SOURCE:
        return source_kind_of(value, &d->source.kind) ||
               choice_invalid(error, name, value, source_kinds);
    case KEY_SESSION:
        return declaration_name(value, d->session) ||
               invalid(error, name, value,
                       "is not a name of 1 to 63 bytes without '/' and control characters");
    case KEY_START:
        return declaration_choice(&d->start, name, value, starts, error);
    case KEY_RESPAWN:
        return declaration_choice(&d->respawn, name, value, respawns, error);
    default:
        return declaration_command(d, value) ||
               invalid(error, name, value,
                       "has an open quote, is empty, or is more than 1 KiB or 63 words");
    }
}

bool declaration_read(struct declaration *d, struct slice key, struct slice value,
                      struct text *error)
{
    static const char *const own_keys[] = {"source",  "session", "start",
                                           "respawn", "command", NULL};
    int own = choice_find(key, own_keys);
    size_t at = 0;
    const char *name;
    if (own >= 0)
        return declaration_read_own(d, (enum own_key)own, key, value, error);
    while ((name = source_option_name(&at)) != NULL)
        if (slice_equal(key, slice_of(name)))
            return source_add(&d->source, key, value) ||
                   invalid(error, key, value,
                           "does not fit: the options of a window are 1 KiB at most");
    return invalid(error, SLICE("key"), key, "is not known in a [window] section");
}

uint64_t declaration_key(const struct declaration *d)
{
    uint64_t hash = fnv(FNV_START, slice_of(d->session));
    hash = fnv(fnv(hash, SLICE("/")), slice_of(d->name));
    return hash != 0 ? hash : 1;
}

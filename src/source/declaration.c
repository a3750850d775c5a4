/* A few keys are the window's own; all others are options of its source (source/source). */
#include "source/declaration.h"

#include "base/codec/fnv.h"
#include "base/codec/words.h"
#include "base/invalid.h"
#include "source/name.h"

#include <string.h>

static const char *const own_keys[] = {"source", "session", "start", "respawn", "command"};
#define OWN_KEYS (COUNT(own_keys))

static bool take_name(struct slice name, char to[LIMIT_NAME_BYTES])
{
    return name_valid(name) && slice_copy(name, to, LIMIT_NAME_BYTES);
}

bool declaration_begin(struct declaration *d, struct slice name, uint32_t line)
{
    *d = (struct declaration){.session = "main", .line = line};
    return take_name(name, d->name);
}

/* The place of a word among some; -1: it is none of them. */
static int place_of(struct slice word, const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        if (slice_equal(word, slice_of(words[i])))
            return i;
    return -1;
}

static bool read_command(struct declaration *d, struct slice value)
{
    TEXT(t, LIMIT_COMMAND_BYTES);
    size_t words = words_cut(value, &t);
    return words > 0 && words < LIMIT_ARGUMENTS && source_set_argv(&d->source, text_slice(&t));
}

static bool read_own(struct declaration *d, int key, struct slice value, struct text *error)
{
    static const char *const starts[] = {"boot", "attach", "manual"};
    static const char *const respawns[] = {"never", "failure", "always"};
    struct slice name = slice_of(own_keys[key]);
    int place;
    switch (key) {
    case 0:
        return source_kind_of(value, &d->source.kind) ||
               invalid(error, name, value, "is none of command serial tcp ssh tmux");
    case 1:
        return take_name(value, d->session) ||
               invalid(error, name, value,
                       "is no name of 1 to 63 bytes without '/' and control characters");
    case 2:
        place = place_of(value, starts, 3);
        d->start = (uint8_t)place;
        return place >= 0 || invalid(error, name, value, "is none of boot attach manual");
    case 3:
        place = place_of(value, respawns, 3);
        d->respawn = (uint8_t)place;
        return place >= 0 || invalid(error, name, value, "is none of never failure always");
    default:
        return read_command(d, value) ||
               invalid(error, name, value,
                       "has an open quote, is empty, or is more than 1 KiB or 63 words");
    }
}

bool declaration_read(struct declaration *d, struct slice key, struct slice value,
                      struct text *error)
{
    int own = place_of(key, own_keys, OWN_KEYS);
    size_t at = 0;
    const char *name;
    if (own >= 0)
        return read_own(d, own, value, error);
    while ((name = source_option_name(&at)) != NULL)
        if (slice_equal(key, slice_of(name)))
            return source_add(&d->source, key, value) ||
                   invalid(error, key, value, "does not fit beside the other options");
    return invalid(error, SLICE("key"), key, "is not known in a [window] section");
}

bool declaration_check(const struct declaration *d, struct text *error)
{
    return source_check(&d->source, error);
}

uint64_t declaration_key(const struct declaration *d)
{
    uint64_t hash = fnv(FNV_START, slice_of(d->session));
    hash = fnv(fnv(hash, SLICE("/")), slice_of(d->name));
    return hash != 0 ? hash : 1;
}

const char *declaration_key_name(size_t *at)
{
    size_t option = *at >= OWN_KEYS ? *at - OWN_KEYS : 0;
    if ((*at)++ < OWN_KEYS)
        return own_keys[*at - 1];
    return source_option_name(&option);
}

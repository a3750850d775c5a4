/* Finds the client's own keys among the typed ones. An escape character is held back until the next
 * key. */
#include "cli/attach/escape.h"

#include "cli/keys.h"

#define CONTROL_Z 0x1a

bool escape_start(struct escape *e, struct slice keys)
{
    *e = (struct escape){.detach = '.'};
    if (slice_equal(keys, SLICE("none")))
        return true;
    return keys_caret(&keys, &e->character) &&
           (keys.len == 0 || (keys_caret(&keys, &e->detach) && keys.len == 0)) &&
           e->detach != e->character;
}

/* Returns the meaning of the key after the escape character. */
static enum escape_key escape_key(const struct escape *e, uint8_t byte)
{
    static const struct {
        uint8_t byte;
        enum escape_key key;
    } table[] = {{CONTROL_Z, ESCAPE_STOP}, {'?', ESCAPE_HELP},    {'A', ESCAPE_REQUEST},
                 {'T', ESCAPE_TAKE},       {'G', ESCAPE_RELEASE}, {'F', ESCAPE_DISCARD}};
    if (byte == e->detach)
        return ESCAPE_DETACH;
    for (size_t i = 0; i < COUNT(table); i++)
        if (table[i].byte == byte)
            return table[i].key;
    return ESCAPE_NOTHING;
}

enum escape_key escape_feed(struct escape *e, uint8_t byte, uint8_t out[2], size_t *n)
{
    *n = 0;
    if (e->pending) {
        enum escape_key key = escape_key(e, byte);
        e->pending = false;
        if (key != ESCAPE_NOTHING)
            return key;
        out[(*n)++] = e->character;
        e->inside_line = true;
        if (byte == e->character)
            return ESCAPE_NOTHING;
    } else if (e->character != 0 && byte == e->character &&
               (!e->inside_line || e->character < ' ')) {
        e->pending = true;
        return ESCAPE_NOTHING;
    }
    out[(*n)++] = byte;
    e->inside_line = byte != '\r' && byte != '\n';
    return ESCAPE_NOTHING;
}

/* An escape character is held back until the next key says what it was. */
#include "cli/attach/escape.h"

#include "cli/attach/keys.h"

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

static enum escape_key behind(const struct escape *e, uint8_t byte)
{
    if (byte == e->detach)
        return ESCAPE_DETACH;
    switch (byte) {
    case CONTROL_Z:
        return ESCAPE_STOP;
    case '?':
        return ESCAPE_HELP;
    case 'A':
        return ESCAPE_ASK;
    case 'T':
        return ESCAPE_TAKE;
    case 'G':
        return ESCAPE_GIVE;
    default:
        return ESCAPE_NOTHING;
    }
}

enum escape_key escape_feed(struct escape *e, uint8_t byte, uint8_t out[2], size_t *n)
{
    *n = 0;
    if (e->pending) {
        enum escape_key key = behind(e, byte);
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

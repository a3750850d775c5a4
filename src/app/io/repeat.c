/* Repeated beginnings of connections. The bytes that are compared are replaced by the new ones, so
 * that what is released is what this connection sent. */
#include "app/io/repeat.h"

#include <string.h>

enum repeat_mode { REPEAT_RECORDING, REPEAT_COMPARING, REPEAT_PASSING };

void repeat_begin(struct repeat *r, bool again)
{
    r->mode = again && r->len > 0 ? REPEAT_COMPARING : REPEAT_RECORDING;
    r->matched = 0;
    if (r->mode == REPEAT_RECORDING)
        r->len = 0;
}

bool repeat_holds(const struct repeat *r)
{
    return r->mode == REPEAT_COMPARING;
}

struct slice repeat_release(struct repeat *r)
{
    struct slice held = slice_make(r->bytes, r->matched);
    r->len = r->matched;
    r->matched = 0;
    r->mode = REPEAT_RECORDING;
    return held;
}

static void repeat_record(struct repeat *r, struct slice bytes)
{
    struct slice part = slice_part(bytes, 0, sizeof r->bytes - r->len);
    if (part.len > 0)
        memcpy(r->bytes + r->len, part.at, part.len);
    r->len = (uint16_t)(r->len + part.len);
    if (r->len == sizeof r->bytes)
        r->mode = REPEAT_PASSING;
}

static bool repeat_same(uint8_t a, uint8_t b)
{
    return a == b || (a >= '0' && a <= '9' && b >= '0' && b <= '9');
}

struct slice repeat_feed(struct repeat *r, struct slice bytes, uint8_t *to)
{
    size_t at = 0;
    if (r->mode == REPEAT_PASSING)
        return bytes;
    if (r->mode == REPEAT_RECORDING) {
        repeat_record(r, bytes);
        return bytes;
    }
    while (at < bytes.len && r->matched < r->len && repeat_same(bytes.at[at], r->bytes[r->matched]))
        r->bytes[r->matched++] = bytes.at[at++];
    if (at == bytes.len)
        return (struct slice){0};
    struct slice held = repeat_release(r), rest = slice_from(bytes, at);
    if (held.len > 0)
        memcpy(to, held.at, held.len);
    memcpy(to + held.len, rest.at, rest.len);
    repeat_record(r, rest);
    return slice_make(to, held.len + rest.len);
}

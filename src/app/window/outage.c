/*
 * Outages of lines. The return of a device that was unplugged, or of a peer that could not be
 * reached for a while, is announced although the connection was short. Two short ones in a row are
 * enough to be silent about that too. A peer that refuses is asked again after the first pause,
 * since it may be starting; the doubled pause counts again when it accepts and closes.
 */
#include "app/window/outage.h"

#include "base/text.h"

#include <string.h>

#define SHORTS_MAX 200 /* the count of short connections stays there */

/* Sets the words and the error; returns whether the error was another one. */
static bool outage_set_why(struct outage *o, int32_t error, struct slice why)
{
    bool other = o->error != error;
    why = slice_part(why, 0, sizeof o->why);
    memset(o->why, 0, sizeof o->why);
    if (why.len > 0)
        memcpy(o->why, why.at, why.len);
    o->error = error;
    return other;
}

bool outage_opened(struct outage *o, const struct outage_times *with, uint64_t now_ms)
{
    bool returned = o->shorts == 1 && (with->local || o->failed);
    bool announce = o->announced && (o->shorts == 0 || returned);
    o->opened_ms = now_ms;
    o->failed = 0;
    o->said = 0;
    if (announce)
        o->announced = 0;
    return announce;
}

bool outage_lost(struct outage *o, const struct outage_times *with, int32_t error, struct slice why,
                 uint64_t now_ms)
{
    bool announce = !o->announced;
    if (o->opened_ms > 0 && now_ms - o->opened_ms < with->min_uptime_ms) {
        o->shorts = (uint8_t)(o->shorts + (o->shorts < SHORTS_MAX));
        o->pause_ms = o->shorts == 1 ? with->first_ms : 2 * outage_pause(o, with);
        if (o->pause_ms > with->max_ms)
            o->pause_ms = with->max_ms;
    } else if (o->opened_ms > 0) {
        (void)outage_lived(o);
        announce = true;
    }
    o->opened_ms = 0;
    o->announced = 1;
    (void)outage_set_why(o, error, why);
    return announce;
}

bool outage_failed(struct outage *o, int32_t error, bool absent, struct slice why)
{
    bool other = outage_set_why(o, error, why);
    bool announce = !o->announced || (other && !absent && o->shorts < 2);
    o->opened_ms = 0;
    o->failed = 1;
    o->announced = 1;
    if (absent)
        o->pause_ms = 0;
    return announce;
}

bool outage_lived(struct outage *o)
{
    bool announce = o->announced && !o->said;
    o->opened_ms = 0;
    o->pause_ms = 0;
    o->shorts = 0;
    o->announced = 0;
    return announce;
}

uint32_t outage_pause(const struct outage *o, const struct outage_times *with)
{
    return o->pause_ms > 0 && !o->failed ? o->pause_ms : with->first_ms;
}

bool outage_repeats(const struct outage *o)
{
    return o->shorts > 0;
}

struct slice outage_why(const struct outage *o)
{
    size_t len = 0;
    while (len < sizeof o->why && o->why[len] != '\0')
        len++;
    return slice_make(o->why, len);
}

/*
 * The search for the speed of a line. Each speed is tried until SAMPLE bytes have arrived, or
 * SAMPLE_MS have passed since the first byte, or SILENCE_MS without any. The score of a sample is
 * the percentage of bytes typical of text: printable ASCII, CR, LF, TAB, BS, BEL, ESC, complete
 * UTF-8. A line that is read too fast shows each bit several times (0x00, 0xFE, 0x80, 0xE0...); one
 * that is read too slowly loses bits and saturates at 0xFF. Half of such bytes have the high bit
 * set, and a tenth are control characters. A full sample with a score of at least SURE ends the
 * search; otherwise the best speed of a round is chosen if its score is at least ENOUGH.
 */
#include "app/io/guess_speed.h"

#include <string.h>

#define SAMPLE 48    /* bytes; this many do not look like text by accident */
#define SETTLE_MS 30 /* bytes that arrive earlier after a change may have been sent before it */
#define SAMPLE_MS 800
#define SILENCE_MS 1000
#define ROUNDS 2
#define SURE 94   /* a score (0 to 100) that ends the search */
#define ENOUGH 85 /* a score that is accepted after a round */
#define LEAST 8   /* bytes; a smaller sample is not judged */
/* Periodic noise may be printable, but some of its bits never change: in text, at least one of
 * five bytes is a new value. */
#define NEW_OF 5u
#define SAME_MAX 6 /* repetitions of a byte that are counted: noise repeats itself */

static const uint32_t speeds[GUESS_SPEEDS] = {115200, 9600,   57600,   38400, 19200, 230400,
                                              460800, 921600, 1500000, 4800,  2400,  1200};

uint32_t guess_speed(const struct guess *g)
{
    return speeds[g->at];
}

static void guess_listen_at(struct guess *g, uint8_t at, uint64_t now_ms)
{
    g->at = at;
    g->since_ms = now_ms;
    g->first_ms = 0;
    g->utf8 = (struct utf8){0};
    g->seen = g->likely = g->different = 0;
    memset(g->values, 0, sizeof g->values);
    g->last = g->same = 0;
}

void guess_start(struct guess *g, uint64_t now_ms)
{
    *g = (struct guess){.running = 1};
    guess_listen_at(g, 0, now_ms);
}

/* Returns how many bytes, up to this one and not counted before, are typical of text. */
static unsigned guess_likely(struct guess *g, uint8_t byte)
{
    uint8_t need = g->utf8.need;
    switch (utf8_feed(&g->utf8, byte)) {
    case UTF8_POINT:
        if (need > 0)
            return g->utf8.point < 0xC0      ? 0u
                   : g->utf8.point < 0x800   ? 2u
                   : g->utf8.point < 0x10000 ? 3u
                                             : 4u;
        return (byte >= 0x20 && byte < 0x7F) || (byte >= 7 && byte <= 10) || byte == '\r' ||
               byte == 0x1B;
    case UTF8_BROKEN:
        g->utf8 = (struct utf8){0};
        return 0;
    default:
        return 0;
    }
}

static void guess_count(struct guess *g, uint8_t byte)
{
    g->same = (uint8_t)(byte == g->last && g->same < UINT8_MAX ? g->same + 1 : 1);
    g->last = byte;
    if (g->same > SAME_MAX && byte > 0 && byte < 0x80)
        return;
    g->seen++;
    g->likely = (uint8_t)(g->likely + guess_likely(g, byte));
    uint32_t *values = &g->values[byte / 32 % 4], bit = 1u << byte % 32;
    g->different = (uint8_t)(g->different + ((*values & bit) == 0));
    *values |= bit;
}

static uint8_t guess_score(const struct guess *g)
{
    if (g->seen < LEAST || NEW_OF * g->different < g->seen)
        return 0;
    return (uint8_t)(100u * g->likely / g->seen);
}

static enum guess_step guess_end(struct guess *g, bool found)
{
    g->running = 0;
    return found ? GUESS_FOUND : GUESS_NOT_FOUND;
}

/* Judges the complete sample of this speed. */
static enum guess_step guess_judge(struct guess *g, uint64_t now_ms)
{
    uint8_t points = guess_score(g);
    if (g->seen >= SAMPLE && points >= SURE)
        return guess_end(g, true);
    if (points > g->best_score) {
        g->best_score = points;
        g->best = g->at;
    }
    uint8_t next = (uint8_t)((g->at + 1) % GUESS_SPEEDS);
    if (next == 0 && g->best_score >= ENOUGH) {
        g->at = g->best;
        return guess_end(g, true);
    }
    if (next == 0 && ++g->round == ROUNDS)
        return guess_end(g, false);
    guess_listen_at(g, next, now_ms);
    return GUESS_TRY;
}

enum guess_step guess_feed(struct guess *g, struct slice bytes, uint64_t now_ms)
{
    if (!g->running || now_ms < g->since_ms + SETTLE_MS)
        return GUESS_CONTINUE;
    if (g->first_ms == 0 && bytes.len > 0)
        g->first_ms = now_ms;
    for (size_t i = 0; i < bytes.len && g->seen < SAMPLE; i++)
        guess_count(g, bytes.at[i]);
    return g->seen >= SAMPLE ? guess_judge(g, now_ms) : guess_tick(g, now_ms);
}

uint64_t guess_due(const struct guess *g)
{
    if (!g->running)
        return UINT64_MAX;
    return g->first_ms > 0 ? g->first_ms + SAMPLE_MS : g->since_ms + SILENCE_MS;
}

enum guess_step guess_tick(struct guess *g, uint64_t now_ms)
{
    return now_ms >= guess_due(g) ? guess_judge(g, now_ms) : GUESS_CONTINUE;
}

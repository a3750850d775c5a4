/*
 * The speed of a serial line, guessed from what arrives: bytes read at a wrong speed do not look
 * like text. Pure: the caller sets the speeds, and brings the bytes and the time.
 */
#ifndef APP_GUESS_SPEED_H
#define APP_GUESS_SPEED_H

#include "base/slice.h"
#include "base/utf8.h"

#define GUESS_SPEEDS 12

enum guess_step {
    GUESS_CONTINUE,  /* nothing to do */
    GUESS_TRY,       /* set guess_speed(), and send a CR, to which a silent device may answer */
    GUESS_FOUND,     /* guess_speed() is it: set it, and be done */
    GUESS_NOT_FOUND, /* nothing looked like text, or nothing arrived: set the old speed again */
};

/* All zero: no guess is being made. */
struct guess {
    uint64_t since_ms;    /* when this speed was set */
    uint32_t values[4];   /* a bit for each that came, modulo 128 */
    uint64_t first_ms;    /* when its first byte arrived; 0: none has */
    struct utf8 utf8;     /* of the sample */
    uint8_t seen, likely; /* bytes of the sample, and those that text has */
    uint8_t different;    /* values among them */
    uint8_t running, at;  /* at: which of the speeds */
    uint8_t round;
    uint8_t best; /* the speed that looked best so far, which had best_score of 100 */
    uint8_t best_score;
    uint8_t last; /* the byte before, and how often it came in a row */
    uint8_t same;
    uint8_t unused[6];
};

/* Begins a search: the first speed to be set is guess_speed(). */
void guess_start(struct guess *g, uint64_t now_ms);
uint32_t guess_speed(const struct guess *g);
/* Bytes that arrived. When the step is not GUESS_CONTINUE, the rest of them was read at the old speed and
 * is to be dropped. */
enum guess_step guess_feed(struct guess *g, struct slice bytes, uint64_t now_ms);
/* To be called at guess_due() as well, when nothing arrives. */
enum guess_step guess_tick(struct guess *g, uint64_t now_ms);
uint64_t guess_due(const struct guess *g); /* UINT64_MAX: no search is running */

#endif

/*
 * Guesses the speed of a serial line from what arrives: bytes read at a wrong speed do not look
 * like text. Pure: the caller sets the speeds, and provides the bytes and the time.
 */
#ifndef APP_GUESS_SPEED_H
#define APP_GUESS_SPEED_H

#include "base/slice.h"
#include "base/utf8.h"

#define GUESS_SPEEDS 12

enum guess_step {
    GUESS_CONTINUE, /* nothing to do */
    GUESS_TRY,      /* set guess_speed(), and send a CR, to make a silent device answer */
    GUESS_FOUND,    /* the search is over: set guess_speed() */
    /* the search is over: nothing looked like text, or nothing arrived; restore the old speed */
    GUESS_NOT_FOUND,
};

/* The state of a search; all zero: none is running. */
struct guess {
    uint64_t since_ms;    /* time at which this speed was set */
    uint32_t values[4];   /* a bit for each byte value in the sample, modulo 128 */
    uint64_t first_ms;    /* arrival of the first byte; 0: none yet */
    struct utf8 utf8;     /* decoder of the sample */
    uint8_t seen, likely; /* bytes in the sample, and those typical of text */
    uint8_t different;    /* different values among them */
    uint8_t running, at;  /* at: index of the current speed */
    uint8_t round;
    uint8_t best; /* index of the speed with the best score so far */
    uint8_t best_score;
    uint8_t last; /* the byte before, and its repetitions in a row */
    uint8_t same;
    uint8_t unused[6];
};

/* Begins a search; the first speed to set is guess_speed(). */
void guess_start(struct guess *g, uint64_t now_ms);
uint32_t guess_speed(const struct guess *g);
/* Adds bytes that arrived. After any step but GUESS_CONTINUE the rest of them was read at the
 * old speed, and must be dropped. */
enum guess_step guess_feed(struct guess *g, struct slice bytes, uint64_t now_ms);
/* Advances the search when nothing arrives; call at guess_due() or later. */
enum guess_step guess_tick(struct guess *g, uint64_t now_ms);
uint64_t guess_due(const struct guess *g); /* ms; UINT64_MAX: no search is running */

#endif

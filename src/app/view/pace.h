/*
 * When a viewer may be sent its next frame. A picture is begun when the viewer has taken what it was
 * sent before and a frame's time has passed since the last picture was begun; the first picture
 * after quiet, and the first after the viewer's own input, wait for nothing. Pure: milliseconds of
 * the caller's clock.
 */
#ifndef APP_PACE_H
#define APP_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_UNSHOWN_MAX 2 /* frames that may be sent and not acknowledged */

/* All zero is its start. */
struct pace {
    uint64_t next_ms;     /* the next picture begins no earlier */
    uint64_t skip_ms;     /* a picture that is held back counts as skipped from then on */
    uint32_t sent, shown; /* numbers of the last frame sent and of the last one acknowledged */
    bool paused;          /* by the viewer */
    bool typed;           /* input came since the last picture was begun */
    bool partial;         /* the last frame did not complete its picture */
};

/* Whether the viewer takes a frame now, whatever the time. acknowledges: shown counts; otherwise the
 * connection says that all was sent (a picture that was begun is completed in any case). */
bool pace_open(const struct pace *p, bool acknowledges, bool all_sent);
/* 0: a picture may be begun now; else when. */
uint64_t pace_due(const struct pace *p, uint64_t now_ms);
void pace_begin(struct pace *p, uint64_t now_ms, uint32_t frame_ms);
void pace_sent(struct pace *p, bool whole);
/* The viewer has drawn up to this frame. A number that was not sent, or is older, changes nothing. */
void pace_shown(struct pace *p, uint32_t number);
/* A picture is due that may not be sent. True: it counts as skipped, at most once a frame's time. */
bool pace_skip(struct pace *p, uint64_t now_ms, uint32_t frame_ms);

#endif

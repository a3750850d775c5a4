/*
 * Paces frames: decides when a viewer may be sent its next one. A picture begins when the viewer
 * has taken everything sent before, and a frame's time has passed since the previous picture began;
 * the first picture after quiet, and the first after the viewer's own input, begin at once. Pure:
 * times are milliseconds of the caller's clock.
 */
#ifndef APP_PACE_H
#define APP_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_UNSHOWN_MAX 2 /* maximum number of unacknowledged frames */

/* The initial state is all zero. */
struct pace {
    uint64_t next_ms;     /* the next picture begins no earlier than this */
    uint64_t skip_ms;     /* from then on a picture held back counts as skipped */
    uint32_t sent, shown; /* numbers of the last frame sent and the last acknowledged */
    bool paused;          /* paused by the viewer */
    bool typed;           /* input has arrived since the last picture began */
    bool partial;         /* the last frame did not complete its picture */
};

/* Whether the viewer accepts a frame now, regardless of time; never while paused. acknowledges:
 * decided by the frames shown; otherwise by all_sent (a picture that has begun is always
 * completed). */
bool pace_open(const struct pace *p, bool acknowledges, bool all_sent);
/* The time when a picture may begin; 0: now. */
uint64_t pace_due(const struct pace *p, uint64_t now_ms);
/* Notes that a picture has begun. frame_ms: minimum time until the next one begins. */
void pace_begin(struct pace *p, uint64_t now_ms, uint32_t frame_ms);
/* Notes that a frame was sent, which takes the next number. whole: it completes its picture. */
void pace_sent(struct pace *p, bool whole);
/* Notes that the viewer has drawn up to this frame. A number that was not sent, or is older,
 * changes nothing. */
void pace_shown(struct pace *p, uint32_t number);
/* Notes that a picture is due but may not be sent. True: it counts as skipped, at most once per
 * frame_ms. */
bool pace_skip(struct pace *p, uint64_t now_ms, uint32_t frame_ms);

#endif

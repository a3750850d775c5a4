/* Pacing: when a viewer is sent its next frame, by the test's own clock. */
#include "app/view/pace.h"
#include "check.h"

#define FRAME_MS 16

static void begins(void)
{
    STORY("the first picture begins at once, the next one a frame's time later")
    {
        struct pace p = {0};
        CHECK_U64(0, pace_due(&p, 1000));
        pace_begin(&p, 1000, FRAME_MS);
        CHECK_U64(1016, pace_due(&p, 1000));
        CHECK_U64(1016, pace_due(&p, 1015));
        CHECK_U64(0, pace_due(&p, 1016));
    }
    STORY("the first picture after the viewer's own input begins at once")
    {
        struct pace p = {0};
        pace_begin(&p, 1000, FRAME_MS);
        p.typed = true;
        CHECK_U64(0, pace_due(&p, 1001));
        pace_begin(&p, 1001, FRAME_MS);
        CHECK_U64(1017, pace_due(&p, 1002));
    }
}

static void acknowledged(void)
{
    STORY("two frames may be unacknowledged, and no third")
    {
        struct pace p = {0};
        CHECK(pace_open(&p, true, false));
        pace_sent(&p, true);
        CHECK(pace_open(&p, true, false));
        pace_sent(&p, true);
        CHECK(!pace_open(&p, true, true));
        pace_shown(&p, 1);
        CHECK(pace_open(&p, true, false));
    }
    STORY("an acknowledgement of an older frame, or of one that was not sent, changes nothing")
    {
        struct pace p = {.sent = 5, .shown = 4};
        pace_shown(&p, 3);
        CHECK_U64(4, p.shown);
        pace_shown(&p, 6);
        CHECK_U64(4, p.shown);
        pace_shown(&p, 5);
        CHECK_U64(5, p.shown);
    }
    STORY("frame numbers wrap")
    {
        struct pace p = {.sent = UINT32_MAX, .shown = UINT32_MAX};
        pace_sent(&p, true);
        CHECK_U64(0, p.sent);
        CHECK(pace_open(&p, true, false));
        pace_sent(&p, true);
        CHECK(!pace_open(&p, true, false));
        pace_shown(&p, 0);
        CHECK(pace_open(&p, true, false));
    }
}

static void by_connection(void)
{
    STORY("without acknowledgements a picture begins when the connection has sent all")
    {
        struct pace p = {0};
        CHECK(!pace_open(&p, false, false));
        CHECK(pace_open(&p, false, true));
        pace_sent(&p, true);
        pace_sent(&p, true);
        CHECK(pace_open(&p, false, true));
    }
    STORY("a picture that has begun is completed, whatever the connection has sent")
    {
        struct pace p = {0};
        pace_sent(&p, false);
        CHECK(p.partial && pace_open(&p, false, false));
        pace_sent(&p, true);
        CHECK(!p.partial && !pace_open(&p, false, false));
    }
    STORY("a paused viewer is sent nothing")
    {
        struct pace p = {.paused = true};
        CHECK(!pace_open(&p, true, true));
        CHECK(!pace_open(&p, false, true));
    }
}

static void skipped(void)
{
    STORY("a picture that is held back counts once a frame's time")
    {
        struct pace p = {0};
        pace_begin(&p, 100, FRAME_MS);
        CHECK(!pace_skip(&p, 115, FRAME_MS));
        CHECK(pace_skip(&p, 116, FRAME_MS));
        CHECK(!pace_skip(&p, 117, FRAME_MS));
        CHECK(!pace_skip(&p, 131, FRAME_MS));
        CHECK(pace_skip(&p, 132, FRAME_MS));
    }
    STORY("a paused viewer skips nothing")
    {
        struct pace p = {.paused = true};
        CHECK(!pace_skip(&p, 1000, FRAME_MS));
    }
}

int main(void)
{
    begins();
    acknowledged();
    by_connection();
    skipped();
    return check_end();
}

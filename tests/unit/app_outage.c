/* Tests of outages of lines: pauses, what people are notified of, and repeated output. */
#include "app/io/repeat.h"
#include "app/window/outage.h"
#include "check.h"

#include <errno.h>
#include <string.h>

static const struct outage_times tcp = {.first_ms = 2000, .max_ms = 15000, .min_uptime_ms = 10000};
static const struct outage_times device = {
    .first_ms = 250, .max_ms = 60000, .min_uptime_ms = 10000, .local = true};
static struct outage o;

static bool lost(const struct outage_times *with, uint64_t now)
{
    return outage_lost(&o, with, ENODEV, SLICE("closed by the peer"), now);
}

static void short_connections(void)
{
    STORY("a peer that accepts and closes is called less and less often, with one notice")
    {
        static const uint32_t pauses[] = {2000, 4000, 8000, 15000, 15000};
        unsigned notices = 0;
        o = (struct outage){0};
        for (size_t i = 0; i < COUNT(pauses); i++) {
            notices += outage_opened(&o, &tcp, 100000 * (i + 1));
            notices += lost(&tcp, 100000 * (i + 1) + 9999);
            CHECK_U64(pauses[i], outage_pause(&o, &tcp));
        }
        CHECK_U64(1, notices);
        CHECK(slice_equal(outage_why(&o), SLICE("closed by the peer")));
    }
    STORY("a refused attempt in such a series is not shown, and is repeated soon: the peer may be "
          "starting")
    {
        CHECK(!outage_failed(&o, ECONNREFUSED, false, SLICE("connection refused")));
        CHECK_U64(2000, outage_pause(&o, &tcp));
        CHECK(slice_equal(outage_why(&o), SLICE("connection refused")));
        CHECK(!outage_opened(&o, &tcp, 900000));
        CHECK_U64(15000, outage_pause(&o, &tcp));
    }
    STORY("the series ends with a connection that lives: its return is shown if it was silent")
    {
        struct outage talks = o;
        CHECK(outage_repeats(&o) && outage_lived(&o) && !outage_repeats(&o));
        CHECK_U64(2000, outage_pause(&o, &tcp));
        talks.said = 1;
        CHECK(!outage_lived(&talks));
        CHECK(lost(&tcp, 950000));
    }
    STORY("a connection is short up to the last millisecond before it has lived")
    {
        o = (struct outage){0};
        (void)outage_opened(&o, &tcp, 5000);
        (void)lost(&tcp, 15000);
        CHECK(!outage_repeats(&o));
        (void)outage_opened(&o, &tcp, 20000);
        (void)lost(&tcp, 29999);
        CHECK(outage_repeats(&o));
    }
    STORY("the count of short connections has an end")
    {
        o = (struct outage){0};
        for (uint64_t i = 1; i < 1000; i++) {
            (void)outage_opened(&o, &tcp, i);
            (void)lost(&tcp, i);
        }
        CHECK(outage_repeats(&o));
        CHECK_U64(15000, outage_pause(&o, &tcp));
    }
}

static void devices(void)
{
    STORY("a device that opens and fails at once is tried less and less often")
    {
        o = (struct outage){0};
        for (uint64_t i = 1; i <= 20; i++) {
            (void)outage_opened(&o, &device, i);
            (void)lost(&device, i);
        }
        CHECK_U64(60000, outage_pause(&o, &device));
        CHECK(!outage_opened(&o, &device, 100));
        CHECK(!lost(&device, 100));
    }
    STORY("a device that disappeared is looked for at the first pause again")
    {
        CHECK(!outage_failed(&o, ENOENT, true, SLICE("it is not there")));
        CHECK_U64(250, outage_pause(&o, &device));
    }
    STORY("the first return of a device is announced, however short its connection was")
    {
        o = (struct outage){0};
        CHECK(!outage_opened(&o, &device, 1));
        CHECK(lost(&device, 2) && outage_opened(&o, &device, 3));
        CHECK(lost(&device, 4) && !outage_opened(&o, &device, 5) && !lost(&device, 6));
    }
    STORY("an absent device is announced once, another error again")
    {
        o = (struct outage){0};
        CHECK(outage_failed(&o, ENOENT, true, SLICE("a")));
        CHECK(!outage_failed(&o, ENXIO, true, SLICE("b")));
        CHECK(outage_failed(&o, EBUSY, false, SLICE("c")));
        CHECK(!outage_failed(&o, EBUSY, false, SLICE("c")));
        CHECK(outage_opened(&o, &device, 1) && !outage_opened(&o, &device, 2));
    }
    STORY("a reason that is too long is cut")
    {
        char long_words[200];
        memset(long_words, 'x', sizeof long_words);
        (void)outage_failed(&o, EBUSY, false, slice_make(long_words, sizeof long_words));
        CHECK_U64(sizeof o.why, outage_why(&o).len);
        (void)outage_failed(&o, EBUSY, false, SLICE("short"));
        CHECK(slice_equal(outage_why(&o), SLICE("short")));
    }
}

static struct repeat r;
static uint8_t room[REPEAT_BYTES + 2048];

static bool shows(const char *fed, const char *shown)
{
    return slice_equal(repeat_feed(&r, slice_of(fed), room), slice_of(shown));
}

static void repeats(void)
{
    STORY("the sentence of a short connection is shown once, whatever its digits are")
    {
        r = (struct repeat){0};
        repeat_begin(&r, false);
        CHECK(shows("Port 7 ", "Port 7 ") &&
              shows("in use since 10:02\r\n", "in use since 10:02\r\n"));
        repeat_begin(&r, true);
        CHECK(repeat_holds(&r) && shows("Port 7 in use ", "") && shows("since 11:59\r\n", ""));
        repeat_begin(&r, true);
        CHECK(shows("Port 7 in use since 12:00\r\n", ""));
    }
    STORY("what differs is shown from its first byte, as it came")
    {
        CHECK(shows("U-Boot\r\n", "Port 7 in use since 12:00\r\nU-Boot\r\n") && !repeat_holds(&r));
        CHECK(shows("more", "more"));
        repeat_begin(&r, true);
        CHECK(shows("Port 8", "") && shows(" is yours", "Port 8 is yours"));
    }
    STORY("what is held back can be released")
    {
        repeat_begin(&r, true);
        CHECK(shows("Port 9", ""));
        CHECK(slice_equal(repeat_release(&r), SLICE("Port 9")) && !repeat_holds(&r));
        CHECK(shows(" is", " is"));
    }
    STORY("after a connection that lived, and after a silent one, nothing is held back")
    {
        repeat_begin(&r, false);
        CHECK(!repeat_holds(&r));
        repeat_begin(&r, true);
        CHECK(!repeat_holds(&r) && shows("x", "x"));
    }
    STORY("a sentence longer than the memory of it is shown again, complete")
    {
        char sentence[REPEAT_BYTES + 100];
        memset(sentence, 'y', sizeof sentence);
        struct slice all = slice_make(sentence, sizeof sentence);
        repeat_begin(&r, false);
        CHECK(slice_equal(repeat_feed(&r, all, room), all));
        repeat_begin(&r, true);
        CHECK(slice_equal(repeat_feed(&r, all, room), all));
        CHECK(shows("z", "z"));
    }
}

int main(void)
{
    short_connections();
    devices();
    repeats();
    return check_end();
}

/* Tests of the timers: when they are due, late ones, and a full table. */
#include "app/core/timers.h"

#include "check.h"

static unsigned called;
static uint32_t last_id;
static uint64_t last_ms;
static struct handle own;

static void note(uint32_t id, uint64_t now_ms)
{
    called++;
    last_id = id;
    last_ms = now_ms;
}

static void stops_itself(uint32_t id, uint64_t now_ms)
{
    note(id, now_ms);
    timers_stop(own);
}

static void starts_another(uint32_t id, uint64_t now_ms)
{
    note(id, now_ms);
    (void)timers_start("another", now_ms, 7, 0, note, id + 1);
}

static void begin(void)
{
    timers_init();
    called = 0;
}

static void when(void)
{
    STORY("without a timer nothing is due")
    {
        begin();
        CHECK_U64(UINT64_MAX, timers_tick(1000));
    }
    STORY("a timer is called after its first time, then every period")
    {
        begin();
        (void)timers_start("line", 1000, 5, 60, note, 3);
        CHECK_U64(1005, timers_tick(1000));
        CHECK_U64(1005, timers_tick(1004));
        CHECK_U64(0, called);
        CHECK_U64(1065, timers_tick(1005));
        CHECK(called == 1 && last_id == 3 && last_ms == 1005);
    }
    STORY("a late timer is called once, and again a whole period later")
    {
        CHECK_U64(2060, timers_tick(2000));
        CHECK_U64(2, called);
    }
    STORY("a one-shot timer frees its slot before it is called")
    {
        begin();
        struct handle h = timers_start("once", 0, 5, 0, note, 0);
        CHECK_U64(UINT64_MAX, timers_tick(5));
        CHECK(called == 1 && timers_table()->used == 0);
        timers_stop(h);
        CHECK_U64(0, timers_table()->used);
    }
    STORY("the next call is that of the earliest timer")
    {
        begin();
        (void)timers_start("a", 0, 30, 30, note, 0);
        (void)timers_start("b", 0, 10, 100, note, 0);
        CHECK_U64(10, timers_tick(0));
        CHECK_U64(30, timers_tick(10));
    }
}

static void owners(void)
{
    STORY("a stopped timer is not called again, and its handle does not stop the next timer in its "
          "slot")
    {
        begin();
        struct handle h = timers_start("gone", 0, 5, 5, note, 0);
        timers_stop(h);
        CHECK_U64(UINT64_MAX, timers_tick(100));
        (void)timers_start("next", 100, 5, 5, note, 0);
        timers_stop(h);
        CHECK_U64(105, timers_tick(100));
    }
    STORY("a timer may stop itself, or start another, while it is called")
    {
        begin();
        own = timers_start("itself", 0, 5, 5, stops_itself, 0);
        (void)timers_start("starts", 0, 5, 0, starts_another, 8);
        CHECK_U64(12, timers_tick(5));
        CHECK(called == 2 && timers_table()->used == 1);
        CHECK_U64(UINT64_MAX, timers_tick(12));
        CHECK_U64(9, last_id);
    }
}

static void full(void)
{
    STORY("a full table refuses and counts a timer, and calls the timers that it has")
    {
        begin();
        for (unsigned i = 0; i < LIMIT_TIMERS; i++)
            CHECK(timers_start("one", 0, 1, 1, note, i).generation != 0);
        CHECK_U64(0, timers_start("too many", 0, 1, 1, note, 0).generation);
        CHECK_U64(1, timers_table()->refused);
        CHECK_U64(2, timers_tick(1));
        CHECK_U64(LIMIT_TIMERS, called);
    }
    STORY("the list has a name and a time for each timer, and nothing for a free slot")
    {
        begin();
        struct handle h = timers_start("samples", 100, 50, 200, note, 0);
        const struct timer *t = timers_at(h.index);
        CHECK(t && strcmp(t->name, "samples") == 0 && t->next_ms == 150 && t->every_ms == 200);
        timers_stop(h);
        CHECK(!timers_at(h.index) && !timers_at(LIMIT_TIMERS));
    }
}

int main(void)
{
    when();
    owners();
    full();
    return check_end();
}

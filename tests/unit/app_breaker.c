/* Tests of the circuit breaker: when an ended program is started again, and when it is left
 * alone for a while. */
#include "app/window/breaker.h"

#include "check.h"

static const struct breaker_times times = {
    .delay_ms = 1000, .max_ms = 60000, .cooldown_ms = 30000, .min_uptime_ms = 10000};
static struct breaker b;
static uint64_t now;

static void begin(enum respawn policy)
{
    b = (struct breaker){0};
    breaker_choose(&b, policy);
    now = 1000000;
    breaker_started(&b, now);
}

/* Ends the program after this time; returns the pause until the next start, 0: none. */
static uint64_t ends(uint64_t after_ms, bool success)
{
    now += after_ms;
    breaker_ended(&b, &times, success, now);
    return b.retry_ms > 0 ? b.retry_ms - now : 0;
}

static void starts(void)
{
    if (b.retry_ms > now)
        now = b.retry_ms;
    breaker_started(&b, now);
}

static void opens(void)
{
    begin(RESPAWN_FAILURE);
    for (int i = 0; i < 4; i++) {
        (void)ends(5, false);
        starts();
    }
    (void)ends(5, false);
}

static void policies(void)
{
    STORY("never: no restart, not even after a failure, and nothing is counted")
    {
        begin(RESPAWN_NEVER);
        CHECK_U64(0, breaker_due(&b, &times));
        CHECK_U64(0, ends(5, false));
        CHECK_U64(0, breaker_failures(&b));
        CHECK_U64(0, breaker_due(&b, &times));
        CHECK_U64(1, b.starts);
    }
    STORY("failure: a restart after a failure, but not after a success")
    {
        begin(RESPAWN_FAILURE);
        CHECK_U64(1000, ends(5, false));
        starts();
        CHECK_U64(0, ends(5, true));
        CHECK_U64(1, breaker_failures(&b));
    }
    STORY("always: a restart after a success too; an early success is a failed start")
    {
        begin(RESPAWN_ALWAYS);
        CHECK_U64(1000, ends(5, true));
        CHECK_U64(1, breaker_failures(&b));
    }
    STORY("a new policy for an ended program cancels the planned start, or plans one")
    {
        begin(RESPAWN_ALWAYS);
        CHECK_U64(1000, ends(5, true));
        breaker_choose(&b, RESPAWN_FAILURE);
        CHECK_U64(0, ends(0, true));
        breaker_choose(&b, RESPAWN_ALWAYS);
        CHECK(ends(0, true) > 0);
        breaker_choose(&b, RESPAWN_NEVER);
        CHECK_U64(0, breaker_due(&b, &times));
        CHECK_U64(0, breaker_failures(&b));
        breaker_choose(&b, RESPAWN_ALWAYS);
        CHECK_U64(1000, ends(0, true));
    }
    STORY("an early end under never is not a failed start under a later policy")
    {
        begin(RESPAWN_NEVER);
        CHECK_U64(0, ends(5, false));
        breaker_choose(&b, RESPAWN_ALWAYS);
        CHECK_U64(0, breaker_due(&b, &times));
        CHECK_U64(1000, ends(0, false));
        CHECK_U64(0, breaker_failures(&b));
    }
}

static void due_times(void)
{
    STORY("a program that was never started has nothing due, and plans a start at its end")
    {
        b = (struct breaker){0};
        breaker_choose(&b, RESPAWN_ALWAYS);
        CHECK_U64(0, breaker_due(&b, &times));
        now = 1000000;
        breaker_ended(&b, &times, true, now);
        CHECK_U64(now + 1000, breaker_due(&b, &times));
        CHECK_U64(0, breaker_failures(&b));
    }
    STORY("a running program is due when it has lived long enough, except under never")
    {
        begin(RESPAWN_FAILURE);
        CHECK_U64(now + 10000, breaker_due(&b, &times));
        b.policy = RESPAWN_NEVER;
        CHECK_U64(0, breaker_due(&b, &times));
    }
    STORY("policies and states have words")
    {
        enum respawn policy = RESPAWN_NEVER;
        CHECK(breaker_read_policy(SLICE("failure"), &policy) && policy == RESPAWN_FAILURE);
        CHECK(!breaker_read_policy(SLICE("Always"), &policy) && policy == RESPAWN_FAILURE);
        CHECK(!breaker_read_policy(SLICE(""), &policy));
        begin(RESPAWN_ALWAYS);
        CHECK_STR("always", breaker_policy_name(&b));
        CHECK_STR("closed", breaker_state_name(&b));
    }
}

static void pauses(void)
{
    STORY("pauses double, up to the longest")
    {
        static const struct breaker_times mild = {
            .delay_ms = 1000, .max_ms = 5000, .cooldown_ms = 30000, .min_uptime_ms = 10000};
        static const uint64_t expected[] = {1000, 2000, 4000, 5000};
        begin(RESPAWN_FAILURE);
        for (unsigned i = 0; i < 4; i++) {
            breaker_ended(&b, &mild, false, now);
            CHECK_U64(expected[i], b.retry_ms - now);
            starts();
        }
    }
    STORY("a pause that is exactly the longest is kept, and no later one is longer")
    {
        static const struct breaker_times even = {
            .delay_ms = 1000, .max_ms = 4000, .cooldown_ms = 30000, .min_uptime_ms = 10000};
        static const uint64_t expected[] = {1000, 2000, 4000, 4000};
        begin(RESPAWN_FAILURE);
        for (unsigned i = 0; i < COUNT(expected); i++) {
            breaker_ended(&b, &even, false, now);
            CHECK_U64(expected[i], b.retry_ms - now);
            starts();
        }
    }
    STORY("a first pause above the longest is reduced to it")
    {
        static const struct breaker_times odd = {
            .delay_ms = 5000, .max_ms = 3000, .cooldown_ms = 30000, .min_uptime_ms = 10000};
        begin(RESPAWN_FAILURE);
        breaker_ended(&b, &odd, false, now);
        CHECK_U64(3000, b.retry_ms - now);
    }
    STORY("a good start makes the pauses short again")
    {
        begin(RESPAWN_FAILURE);
        CHECK_U64(1000, ends(5, false));
        starts();
        CHECK_U64(2000, ends(9999, false));
        starts();
        CHECK_U64(1000, ends(10000, false));
    }
}

static void announced_pauses(void)
{
    STORY("reporting an end twice changes nothing")
    {
        begin(RESPAWN_FAILURE);
        CHECK_U64(1000, ends(5, false));
        CHECK_U64(600, ends(400, false));
        CHECK_U64(1, breaker_failures(&b));
        starts();
        CHECK_U64(2000, ends(5, false));
        CHECK_U64(2, breaker_failures(&b));
    }
    STORY("seconds until a planned start are rounded up, and are at least one")
    {
        begin(RESPAWN_FAILURE);
        CHECK_U64(0, breaker_seconds_until(b.retry_ms, now));
        (void)ends(5, false);
        starts();
        (void)ends(5, false);
        CHECK_U64(2, breaker_seconds_until(b.retry_ms, now));
        CHECK_U64(2, breaker_seconds_until(b.retry_ms, now + 1));
        CHECK_U64(2, breaker_seconds_until(b.retry_ms, now + 999));
        CHECK_U64(1, breaker_seconds_until(b.retry_ms, now + 1000));
        CHECK_U64(1, breaker_seconds_until(b.retry_ms, now + 9000));
    }
}

static void breakers(void)
{
    STORY("five failures open the breaker: it waits, then tries once")
    {
        opens();
        CHECK_STR("open", breaker_state_name(&b));
        CHECK_U64(5, breaker_failures(&b));
        CHECK_U64(30000, b.retry_ms - now);
        starts();
        CHECK_STR("half-open", breaker_state_name(&b));
    }
    STORY("a failed try opens the breaker again")
    {
        CHECK_U64(30000, ends(5, false));
        CHECK_STR("open", breaker_state_name(&b));
    }
    STORY("a good try closes the breaker, and resets the failures")
    {
        starts();
        CHECK_U64(now + 10000, breaker_due(&b, &times));
        breaker_lived(&b);
        CHECK_STR("closed", breaker_state_name(&b));
        CHECK_U64(0, breaker_due(&b, &times));
        CHECK_U64(1000, ends(20000, false));
        CHECK_STR("closed", breaker_state_name(&b));
        CHECK_U64(0, breaker_failures(&b));
    }
    STORY("a try that ends successfully closes the breaker")
    {
        opens();
        starts();
        CHECK_U64(0, ends(5, true));
        CHECK_STR("closed", breaker_state_name(&b));
    }
}

static void windows_of_ten(void)
{
    STORY("only failures among the last ten starts count")
    {
        begin(RESPAWN_FAILURE);
        for (int i = 0; i < 4; i++) {
            (void)ends(5, false);
            starts();
        }
        for (int i = 0; i < 7; i++) {
            (void)ends(10000, false);
            starts();
        }
        CHECK_U64(3, breaker_failures(&b));
        (void)ends(5, false);
        starts();
        CHECK_STR("closed", breaker_state_name(&b));
        CHECK_U64(3, breaker_failures(&b));
    }
    STORY("good and failed starts in turn open the breaker")
    {
        begin(RESPAWN_FAILURE);
        for (int i = 0; i < 9; i++) {
            CHECK_STR("closed", breaker_state_name(&b));
            (void)ends(i % 2 ? 10000 : 5, false);
            starts();
        }
        CHECK_STR("half-open", breaker_state_name(&b));
    }
    STORY("the policy never closes the breaker")
    {
        opens();
        breaker_choose(&b, RESPAWN_NEVER);
        CHECK_STR("closed", breaker_state_name(&b));
        CHECK_U64(0, b.retry_ms);
    }
}

int main(void)
{
    policies();
    due_times();
    pauses();
    announced_pauses();
    breakers();
    windows_of_ten();
    return check_end();
}

/*
 * The circuit breaker. A start is judged once: when it ends, or when it has lived for
 * min_uptime_ms. It has failed if its program ended sooner in a way that the policy answers with
 * another start, so a program that a person ends cleanly under "failure" has not failed. Pauses
 * double from start to start until one is good. An open breaker waits for the cooldown, then tries
 * once (half-open): a good try closes the breaker and resets all counts, a failed one opens it
 * again.
 */
#include "app/window/breaker.h"

static const char *const policies[] = {
    [RESPAWN_NEVER] = "never",
    [RESPAWN_FAILURE] = "failure",
    [RESPAWN_ALWAYS] = "always",
};
static const char *const states[] = {
    [BREAKER_CLOSED] = "closed",
    [BREAKER_HALF_OPEN] = "half-open",
    [BREAKER_OPEN] = "open",
};

bool breaker_read_policy(struct slice word, enum respawn *policy)
{
    for (unsigned i = 0; i < COUNT(policies); i++) {
        if (!slice_equal(word, slice_of(policies[i])))
            continue;
        *policy = (enum respawn)i;
        return true;
    }
    return false;
}

const char *breaker_policy_name(const struct breaker *b)
{
    return b->policy <= RESPAWN_ALWAYS ? policies[b->policy] : "unknown";
}

const char *breaker_state_name(const struct breaker *b)
{
    return b->state <= BREAKER_OPEN ? states[b->state] : "unknown";
}

unsigned breaker_failures(const struct breaker *b)
{
    unsigned n = 0;
    for (unsigned i = 0; i < BREAKER_STARTS; i++)
        n += b->failed >> i & 1u;
    return n;
}

static void breaker_remember(struct breaker *b, bool failed)
{
    unsigned starts = (unsigned)b->failed << 1 | (failed ? 1u : 0u);
    b->failed = (uint16_t)(starts & ((1u << BREAKER_STARTS) - 1));
}

static void breaker_forget(struct breaker *b)
{
    b->state = BREAKER_CLOSED;
    b->failed = 0;
    b->delay_ms = 0;
}

void breaker_choose(struct breaker *b, enum respawn policy)
{
    b->policy = (uint8_t)policy;
    if (policy != RESPAWN_NEVER)
        return;
    breaker_forget(b);
    b->retry_ms = 0;
}

void breaker_started(struct breaker *b, uint64_t now_ms)
{
    if (b->state == BREAKER_OPEN)
        b->state = BREAKER_HALF_OPEN;
    b->retry_ms = 0;
    b->started_ms = now_ms;
    b->starts++;
}

void breaker_lived(struct breaker *b)
{
    b->started_ms = 0;
    b->delay_ms = 0;
    if (b->state == BREAKER_CLOSED)
        breaker_remember(b, false);
    else
        breaker_forget(b);
}

static void breaker_failed_start(struct breaker *b)
{
    b->started_ms = 0;
    breaker_remember(b, true);
    if (b->state == BREAKER_HALF_OPEN || breaker_failures(b) >= BREAKER_STARTS / 2)
        b->state = BREAKER_OPEN;
}

static uint32_t breaker_next_pause(struct breaker *b, const struct breaker_times *with)
{
    if (b->state == BREAKER_OPEN)
        return with->cooldown_ms;
    b->delay_ms = b->delay_ms == 0 ? with->delay_ms : 2 * b->delay_ms;
    if (b->delay_ms > with->max_ms)
        b->delay_ms = with->max_ms;
    return b->delay_ms;
}

void breaker_ended(struct breaker *b, const struct breaker_times *with, bool success,
                   uint64_t now_ms)
{
    bool again = b->policy == RESPAWN_ALWAYS || (b->policy == RESPAWN_FAILURE && !success);
    if (b->policy == RESPAWN_NEVER)
        b->started_ms = 0;
    else if (b->started_ms > 0 && again && now_ms - b->started_ms < with->min_uptime_ms)
        breaker_failed_start(b);
    else if (b->started_ms > 0)
        breaker_lived(b);
    if (!again)
        b->retry_ms = 0;
    else if (b->retry_ms == 0)
        b->retry_ms = now_ms + breaker_next_pause(b, with);
}

uint64_t breaker_due(const struct breaker *b, const struct breaker_times *with)
{
    if (b->retry_ms > 0)
        return b->retry_ms;
    return b->policy != RESPAWN_NEVER && b->started_ms > 0 ? b->started_ms + with->min_uptime_ms
                                                           : 0;
}

uint64_t breaker_seconds_until(uint64_t retry_ms, uint64_t now_ms)
{
    if (retry_ms == 0)
        return 0;
    return retry_ms > now_ms + 1000 ? (retry_ms - now_ms + 999) / 1000 : 1;
}

/*
 * Timers are this process's own, what they are for stands on the board: respawn_look() makes the
 * one from the other, and may be called whenever something has changed.
 */
#include "app/life/respawn.h"

#include "app/core/timers.h"
#include "app/window/breaker.h"
#include "base/bug.h"
#include "base/clock.h"

#include <sys/wait.h>

/* Between two tries to open a device that is not there: one that was plugged in again soon says how
 * it boots. */
#define AWAY_SERIAL_MS 250
#define AWAY_TCP_MS 2000

static struct handle timers[LIMIT_WINDOWS];

static struct breaker_times times(void)
{
    const struct config *c = app.config;
    return (struct breaker_times){.delay_ms = c->respawn_delay_ms,
                                  .most_ms = c->respawn_max_ms,
                                  .rest_ms = c->breaker_cooldown_ms,
                                  .good_ms = c->min_uptime_ms};
}

/* The breaker was in another state before. */
static void tell_change(const struct window *w, uint8_t before)
{
    const struct breaker *b = &w->breaker;
    if (b->state == before)
        return;
    app.board->list_serial++;
    if (b->state == BREAKER_HALF_OPEN)
        return;
    bool open = b->state == BREAKER_OPEN;
    struct log_line l;
    windows_log(&l, open ? LOG_WARNING : LOG_INFO, open ? "breaker-opened" : "breaker-closed", w);
    log_u64(&l, "starts", b->starts);
    if (open) {
        log_u64(&l, "failures", breaker_failures(b));
        log_u64(&l, "rest_ms", app.config->breaker_cooldown_ms);
    }
    log_close(&l);
}

static void try_again(struct window *w)
{
    struct log_line l;
    windows_log(&l, LOG_INFO, "window-respawned", w);
    log_u64(&l, "starts", w->breaker.starts + 1u);
    log_str(&l, "policy", slice_of(breaker_policy_name(&w->breaker)));
    log_close(&l);
    (void)windows_restart(w);
}

static void due(uint32_t slot, uint64_t now_ms)
{
    struct window *w = &app.board->windows[slot];
    (void)now_ms;
    if (w->phase == PHASE_AWAY) {
        windows_reopen(w);
        return;
    }
    if (w->breaker.retry_ms > 0) {
        try_again(w);
        return;
    }
    uint8_t before = w->breaker.state;
    breaker_lived(&w->breaker);
    tell_change(w, before);
}

static void set_timer(struct window *w, uint64_t now_ms)
{
    uint16_t slot = windows_slot(w);
    struct breaker_times with = times();
    uint64_t away = w->source.kind == SOURCE_SERIAL ? AWAY_SERIAL_MS : AWAY_TCP_MS;
    uint64_t at = w->phase == PHASE_AWAY ? now_ms + away : breaker_due(&w->breaker, &with);
    timers_stop(timers[slot]);
    if (at == 0)
        return;
    timers[slot] = timers_start("respawn", now_ms, at > now_ms ? at - now_ms : 0, 0, due, slot);
    BUG_UNLESS(timers[slot].generation != 0); /* there is one for each window */
}

void respawn_look(struct window *w)
{
    uint64_t now = clock_ms();
    uint8_t before = w->breaker.state;
    if (windows_over(w) && !w->removing) {
        struct breaker_times with = times();
        bool success =
            w->phase == PHASE_ENDED && WIFEXITED(w->status) && WEXITSTATUS(w->status) == 0;
        breaker_ended(&w->breaker, &with, success, now);
    }
    tell_change(w, before);
    set_timer(w, now);
}

void respawn_choose(struct window *w, enum respawn policy)
{
    uint8_t before = w->breaker.state;
    breaker_choose(&w->breaker, policy);
    tell_change(w, before);
    app.board->list_serial++;
    respawn_look(w);
}

void respawn_started(struct window *w)
{
    uint64_t now = clock_ms();
    uint8_t before = w->breaker.state;
    breaker_started(&w->breaker, now);
    tell_change(w, before);
    set_timer(w, now);
}

void respawn_forget(struct window *w)
{
    timers_stop(timers[windows_slot(w)]);
}

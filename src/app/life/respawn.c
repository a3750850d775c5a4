/*
 * The timers of restarts. Timers belong to this process, but their reasons are on the board:
 * respawn_plan() derives the timer from the board, and may be called whenever something has
 * changed.
 */
#include "app/life/respawn.h"

#include "app/core/timers.h"
#include "app/io/input.h"
#include "app/io/line_drivers.h"
#include "app/window/notice.h"
#include "base/bug.h"
#include "base/clock.h"

#include <sys/wait.h>

static struct handle respawn_timers[LIMIT_WINDOWS]; /* generation 0: not running */

static struct breaker_times respawn_times(void)
{
    const struct config *c = app.config;
    return (struct breaker_times){.delay_ms = c->respawn_delay_ms,
                                  .max_ms = c->respawn_max_ms,
                                  .cooldown_ms = c->breaker_cooldown_ms,
                                  .min_uptime_ms = c->min_uptime_ms};
}

/* Logs a change of the breaker's state since `before`. */
static void respawn_log_change(const struct window *w, uint8_t before)
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
        log_u64(&l, "cooldown_ms", app.config->breaker_cooldown_ms);
    }
    log_close(&l);
}

/* A line that came back without a notice, and has lived, is reported now; the notice is left out if
 * it would interrupt what the line has sent. */
static void respawn_line_lived(struct window *w)
{
    struct log_line l;
    bool silent = w->line.outage.announced;
    if (outage_lived(&w->line.outage))
        notice_put(w, "is there", "");
    if (!silent)
        return;
    windows_log(&l, LOG_INFO, "window-started", w);
    log_close(&l);
}

static void respawn_due(uint32_t slot, uint64_t now_ms)
{
    struct window *w = &app.board->windows[slot];
    uint8_t before = w->breaker.state;
    (void)now_ms;
    if (w->phase == PHASE_AWAY || w->breaker.retry_ms > 0) {
        windows_raise(w, FLAG_RETRY);
        return;
    }
    if (w->line.outage.opened_ms > 0)
        respawn_line_lived(w);
    breaker_lived(&w->breaker);
    respawn_log_change(w, before);
}

struct outage_times respawn_outage_times(const struct window *w)
{
    const struct config *c = app.config;
    return (struct outage_times){.first_ms = line_driver_of(&w->source)->retry_ms,
                                 .max_ms = c->respawn_max_ms,
                                 .min_uptime_ms = c->min_uptime_ms,
                                 .local = w->source.kind == SOURCE_SERIAL};
}

/* Returns the time of a line's next attempt, or from which its opening counts as good; 0:
 * neither. */
static uint64_t respawn_line_due(struct window *w, uint64_t now_ms)
{
    struct outage *o = &w->line.outage;
    struct outage_times with = respawn_outage_times(w);
    o->retry_ms = w->phase == PHASE_AWAY ? now_ms + outage_pause(o, &with) : 0;
    if (o->retry_ms > 0 || o->opened_ms == 0)
        return o->retry_ms;
    return o->opened_ms + with.min_uptime_ms;
}

static void respawn_set_timer(struct window *w, uint64_t now_ms)
{
    uint16_t slot = windows_slot(w);
    struct breaker_times with = respawn_times();
    uint64_t at = respawn_line_due(w, now_ms);
    if (at == 0)
        at = breaker_due(&w->breaker, &with);
    else if (w->phase == PHASE_AWAY)
        at = clock_earlier(at, input_deadline(w));
    timers_stop(respawn_timers[slot]);
    if (at == 0)
        return;
    respawn_timers[slot] =
        timers_start("respawn", now_ms, at > now_ms ? at - now_ms : 0, 0, respawn_due, slot);
    BUG_UNLESS(respawn_timers[slot].generation != 0); /* the table has one for each window */
}

void respawn_plan(struct window *w)
{
    uint64_t now = clock_ms();
    uint8_t before = w->breaker.state;
    if (windows_over(w) && !w->removing) {
        struct breaker_times with = respawn_times();
        bool success =
            w->phase == PHASE_ENDED && WIFEXITED(w->status) && WEXITSTATUS(w->status) == 0;
        breaker_ended(&w->breaker, &with, success, now);
    }
    respawn_log_change(w, before);
    respawn_set_timer(w, now);
}

void respawn_choose(struct window *w, enum respawn policy)
{
    uint8_t before = w->breaker.state;
    breaker_choose(&w->breaker, policy);
    respawn_log_change(w, before);
    app.board->list_serial++;
    respawn_plan(w);
}

void respawn_started(struct window *w)
{
    uint64_t now = clock_ms();
    uint8_t before = w->breaker.state;
    breaker_started(&w->breaker, now);
    respawn_log_change(w, before);
    respawn_set_timer(w, now);
}

void respawn_stop(struct window *w)
{
    timers_stop(respawn_timers[windows_slot(w)]);
}

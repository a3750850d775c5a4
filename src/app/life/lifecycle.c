/*
 * The phases of windows (board/board.h): idle (declared, not started yet), starting (requested from
 * the keeper), running (its PTY or line has arrived), away (its device is absent, and is tried
 * again and again), ending (asked to end), ended or failed (until it is started again or closed).
 *
 * `request` numbers the starts of a window. `removing` closes the window when its program has
 * ended, `renew` starts it again then; both are on the board, so that a successor completes them.
 */
#include "app/life/lifecycle.h"

#include "app/core/link.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/output.h"
#include "app/io/raw.h"
#include "app/io/window_log.h"
#include "app/life/respawn.h"
#include "app/window/ending.h"
#include "app/window/notice.h"
#include "base/clock.h"
#include "base/errors.h"

#include <errno.h>
#include <unistd.h>

static void lifecycle_log(const char *event, const struct window *w)
{
    struct log_line l;
    TEXT(ending, ENDING_MAX);
    windows_log(&l, LOG_INFO, event, w);
    if (w->pid > 0)
        log_u64(&l, "pid", (uint64_t)w->pid);
    ending_put(w, &ending);
    if (ending.len > 0)
        log_str(&l, "ending", text_slice(&ending));
    log_close(&l);
}

static void lifecycle_set_phase(struct window *w, enum phase phase)
{
    w->phase = phase;
    app.board->list_serial++;
}

/* Sends the next START. */
static void lifecycle_request(struct window *w)
{
    w->request++;
    windows_live(w)->starting = true;
    window_log_open(w);
    link_start(windows_handle(w), w->request);
}

static void lifecycle_request_program(struct window *w)
{
    lifecycle_set_phase(w, PHASE_STARTING);
    w->pid = 0;
    w->status = 0;
    w->error = 0;
    w->memory = MEMORY_NOT;
    lifecycle_request(w);
}

/* Opens an absent line again, unless an attempt is in progress. */
static void lifecycle_reopen(struct window *w)
{
    if (!windows_live(w)->starting)
        lifecycle_request(w);
}

void lifecycle_start(struct window *w)
{
    if (w->phase != PHASE_IDLE)
        windows_begin_life(w);
    w->line = (struct line_state){0};
    respawn_started(w);
    lifecycle_request_program(w);
}

enum outcome lifecycle_restart(struct window *w)
{
    if (w->phase == PHASE_AWAY) {
        lifecycle_reopen(w);
        return OUTCOME_OK;
    }
    if (!windows_over(w) && w->phase != PHASE_IDLE)
        return OUTCOME_BUSY;
    if (w->phase != PHASE_IDLE)
        notice_restart(w);
    lifecycle_start(w);
    return OUTCOME_OK;
}

/* Discards what waits for a program that has ended or a device that is away. A line shows it, too,
 * since nobody may be attached who typed it. */
static size_t lifecycle_discard_input(struct window *w)
{
    struct log_line l;
    TEXT(bytes, 64);
    size_t n = input_clear(w);
    if (n == 0)
        return 0;
    windows_log(&l, LOG_WARNING, "input-discarded", w);
    log_u64(&l, "bytes", n);
    log_close(&l);
    if (!source_is_line(&w->source))
        return n;
    text_u64(&bytes, n);
    text_str(&bytes, n == 1 ? " byte was discarded" : " bytes were discarded");
    notice_put(w, "did not get what was typed", text_end(&bytes));
    return n;
}

/* Begins the next life of the window. What was typed for the one before is discarded. */
static void lifecycle_begin_life(struct window *w)
{
    (void)lifecycle_discard_input(w);
    windows_begin_life(w);
}

size_t lifecycle_discard(struct window *w)
{
    size_t n = lifecycle_discard_input(w);
    if (source_is_line(&w->source))
        line_discard(w);
    return n;
}

/* Discards what has waited too long for an absent device, and what its authors had sent by then. */
static void lifecycle_expire_input(struct window *w)
{
    bool absent = w->phase == PHASE_AWAY || w->phase == PHASE_STARTING;
    if (!absent || clock_ms() < input_deadline(w))
        return;
    lifecycle_begin_life(w);
}

/* Closes everything that the window holds and frees it, and frees its session with the last
 * window. */
static void lifecycle_give(struct window *w)
{
    struct session *s = sessions_find(w->session);
    raw_end(w);
    window_log_close(w);
    respawn_stop(w);
    output_close(w);
    windows_give(w);
    if (s && windows_count(s) == 0)
        sessions_give(s);
}

/* Returns whether the keeper holds no child or descriptor for this window, and no START awaits
 * its report. */
static bool lifecycle_is_free(const struct window *w)
{
    return windows_over(w) || w->phase == PHASE_IDLE ||
           (w->phase == PHASE_AWAY && !windows_live(w)->starting);
}

static void lifecycle_end(struct window *w)
{
    lifecycle_set_phase(w, PHASE_ENDING);
    link_end(windows_handle(w), w->request);
}

void lifecycle_close(struct window *w)
{
    if (lifecycle_is_free(w)) {
        lifecycle_give(w);
        return;
    }
    w->removing = 1;
    lifecycle_end(w);
}

void lifecycle_close_session(struct session *s)
{
    uint16_t slot = 0;
    struct window *w;
    if (windows_count(s) == 0) {
        sessions_give(s);
        return;
    }
    while ((w = windows_next(s, &slot)) != NULL)
        lifecycle_close(w);
}

void lifecycle_renew(struct window *w)
{
    app.board->list_serial++;
    if (w->phase == PHASE_IDLE) {
        lifecycle_begin_life(w);
        return;
    }
    if (windows_over(w) && w->start != START_BOOT)
        return; /* the next start uses the new source */
    if (windows_over(w) || w->phase == PHASE_AWAY) {
        (void)lifecycle_restart(w);
        return;
    }
    w->renew = 1;
    lifecycle_end(w);
}

/* Finds the window of a report; NULL: the report is about an earlier start, or the previous
 * server closed the window and died before it could notify the keeper. */
static struct window *lifecycle_find(struct handle h, uint32_t request)
{
    struct window *w = windows_find(h);
    return w && w->request == request ? w : NULL;
}

/* Handles the arrival of the descriptor: the window runs, or ends as it was asked to before. */
static void lifecycle_run(struct window *w)
{
    if (w->removing || w->phase == PHASE_ENDING) {
        w->phase = PHASE_ENDING;
        link_end(windows_handle(w), w->request);
    } else if (w->phase == PHASE_STARTING || w->phase == PHASE_AWAY) {
        if (w->phase == PHASE_AWAY)
            windows_begin_life(w); /* it may be another device */
        bool first = w->phase == PHASE_STARTING;
        struct outage_times with = respawn_outage_times(w);
        bool back = source_is_line(&w->source) && outage_opened(&w->line.outage, &with, clock_ms());
        if (back)
            notice_put(w, "is there", "");
        lifecycle_set_phase(w, PHASE_RUNNING);
        if (first || back)
            lifecycle_log("window-started", w);
        respawn_plan(w);
    }
}

void lifecycle_started(struct handle h, uint32_t request, int32_t pid, int fd, bool held)
{
    struct window *w = lifecycle_find(h, request);
    if (!w || w->phase == PHASE_ENDED) {
        close(fd); /* the previous server has recorded the end already, or has closed the window */
        if (!w)
            link_end(h, request);
        return;
    }
    windows_live(w)->starting = false;
    w->pid = pid;
    output_open(w, fd);
    if (held)
        window_log_open(w);
    if (source_is_line(&w->source)) {
        line_opened(w, w->phase == PHASE_STARTING || w->phase == PHASE_AWAY);
        lifecycle_expire_input(w);
    }
    output_announce_size(w);
    lifecycle_run(w);
    input_flush(w);
}

/* Records that the program is over, with PHASE_ENDED or PHASE_FAILED. */
static void lifecycle_over(struct window *w, enum phase phase)
{
    w->ended_ms = clock_ms();
    lifecycle_set_phase(w, phase);
    lifecycle_log("window-ended", w);
    (void)lifecycle_discard_input(w);
    output_close(w);
    raw_end(w);
    window_log_close(w);
    windows_live(w)->starting = false;
    respawn_plan(w);
}

/* Continues once FORGET was sent for the ended program: frees the window, or starts its new
 * source. */
static void lifecycle_after_forget(struct window *w)
{
    if (w->removing) {
        lifecycle_give(w);
    } else if (w->renew) {
        w->renew = 0;
        (void)lifecycle_restart(w);
    }
}

void lifecycle_failed(struct handle h, uint32_t request, int32_t error, int32_t step)
{
    struct window *w = lifecycle_find(h, request);
    if (w && w->phase != PHASE_FAILED) {
        w->error = error;
        w->status = step;
        lifecycle_over(w, PHASE_FAILED);
    }
    link_forget(h, request);
    if (w)
        lifecycle_after_forget(w);
}

void lifecycle_ended(struct handle h, uint32_t request, int32_t status, int32_t memory)
{
    struct window *w = lifecycle_find(h, request);
    if (w && w->phase != PHASE_ENDED) {
        output_drain(w);
        w->status = status;
        w->memory = (uint8_t)memory;
        lifecycle_over(w, PHASE_ENDED);
    }
    link_forget(h, request);
    if (w)
        lifecycle_after_forget(w);
}

/* Enters PHASE_AWAY, or stays in it. The outage is shown and logged if people are to be
 * notified. */
static void lifecycle_go_away(struct window *w, bool announce)
{
    TEXT(words, sizeof w->line.outage.why + 1);
    if (announce || w->phase != PHASE_AWAY)
        lifecycle_set_phase(w, PHASE_AWAY);
    respawn_plan(w);
    if (!announce)
        return;
    text_add(&words, outage_why(&w->line.outage));
    notice_put(w, "is away", text_end(&words));
    lifecycle_log("window-away", w);
}

static bool lifecycle_is_absent(int32_t error)
{
    return error == ENOENT || error == ENXIO || error == ENODEV;
}

void lifecycle_away(struct handle h, uint32_t request, int32_t error, const struct source *report)
{
    struct window *w = lifecycle_find(h, request);
    struct slice why = {0};
    if (!source_option(report, "why", &why))
        why = slice_of(error_text(error));
    if (!w)
        return;
    windows_live(w)->starting = false;
    if (w->removing) {
        lifecycle_give(w);
    } else if (w->phase == PHASE_ENDING) {
        lifecycle_over(w, PHASE_ENDED);
    } else {
        w->error = error;
        lifecycle_go_away(w,
                          outage_failed(&w->line.outage, error, lifecycle_is_absent(error), why));
    }
}

/* Handles the end of a line: the keeper closes its own descriptor, and the line is opened again
 * when it is back. */
static void lifecycle_lost(struct window *w)
{
    const struct live *l = windows_live(w);
    int error = l->error;
    bool ended = error == 0 || error == EIO;
    if (l->fd < 0 || l->reading)
        return; /* closed, and perhaps opened again, since the flag was raised */
    output_close(w);
    link_lost(windows_handle(w), w->request);
    if (w->phase != PHASE_RUNNING)
        return;
    lifecycle_begin_life(w);
    struct outage_times with = respawn_outage_times(w);
    w->error = ended ? ENODEV : error;
    struct slice why = slice_of(ended ? line_driver_of(&w->source)->loss : error_text(error));
    lifecycle_go_away(w, outage_lost(&w->line.outage, &with, w->error, why, clock_ms()));
}

/* Makes the start that is due. */
static void lifecycle_retry(struct window *w)
{
    struct log_line l;
    if (w->phase == PHASE_AWAY) {
        lifecycle_expire_input(w);
        lifecycle_reopen(w);
        return;
    }
    windows_log(&l, LOG_INFO, "window-respawned", w);
    log_u64(&l, "starts", w->breaker.starts + 1u);
    log_str(&l, "policy", slice_of(breaker_policy_name(&w->breaker)));
    log_close(&l);
    (void)lifecycle_restart(w);
}

void lifecycle_turn(void)
{
    struct window *w;
    for (uint16_t slot = 0; (w = windows_next_flagged(FLAG_LOST, &slot)) != NULL;)
        lifecycle_lost(w);
    for (uint16_t slot = 0; (w = windows_next_flagged(FLAG_WAITS, &slot)) != NULL;)
        respawn_plan(w);
    for (uint16_t slot = 0; (w = windows_next_flagged(FLAG_RETRY, &slot)) != NULL;)
        lifecycle_retry(w);
}

/* Requests a program in place of one that the keeper no longer holds; a START that got lost is
 * requested again. */
static void lifecycle_request_lost(struct window *w)
{
    if (w->phase != PHASE_STARTING) {
        lifecycle_begin_life(w);
    }
    lifecycle_request_program(w);
}

/* Requests again what the phase of the window expects: the keeper holds nothing of it. */
static void lifecycle_take_over(struct window *w)
{
    if (windows_over(w) && w->renew)
        lifecycle_after_forget(w);
    else if (w->phase == PHASE_AWAY)
        lifecycle_reopen(w);
    else if (!windows_over(w) && w->phase != PHASE_IDLE)
        lifecycle_request_lost(w);
}

void lifecycle_unheld(void)
{
    uint16_t slot = 0;
    struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL) {
        bool held = windows_live(w)->fd >= 0;
        if (!held && w->removing) {
            lifecycle_give(w);
            continue;
        }
        if (!held)
            lifecycle_take_over(w);
        respawn_plan(w);
    }
}

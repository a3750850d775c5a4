/*
 * Ends all processes in order. While every program is asked to end, the server sends its viewers
 * away. When all have ended, the orphans that the keeper inherited (daemons that programs started)
 * are asked too. At the deadline all remaining processes are killed; those that still exist
 * GIVE_UP_MS later are in a state that no signal ends.
 */
#include "keeper/stop.h"

#include "base/clock.h"
#include "base/log.h"
#include "keeper/child/children.h"
#include "keeper/notify.h"
#include "keeper/reap.h"
#include "keeper/server.h"
#include "keeper/sources.h"
#include "os/proc/processes.h"

#include <signal.h>
#include <unistd.h>

#define SWEEP_MS 50     /* between two signals to the orphans */
#define GIVE_UP_MS 2000 /* after SIGKILL */

static struct stop {
    const struct config *config; /* NULL: no stop requested */
    uint64_t deadline_ms;
    uint64_t sweep_since_ms; /* time when only orphans were left; 0: not yet */
} stop;

static void log_keeper(enum log_level level, const char *event)
{
    struct log_line l;
    log_open(&l, level, event);
    log_u64(&l, "pid", (uint64_t)getpid());
    log_close(&l);
}

void stop_init(void)
{
    stop = (struct stop){0};
}

void stop_request(const struct config *config, uint64_t now_ms)
{
    if (stop.config) {
        stop.deadline_ms = now_ms;
        return;
    }
    log_keeper(LOG_INFO, "stopping");
    notify_stopping();
    stop.config = config;
    stop.deadline_ms = now_ms + config->shutdown_ms;
    server_stop();
    sources_end_all(now_ms);
}

bool stop_requested(void)
{
    return stop.config != NULL;
}

/* Signals the orphans repeatedly, since their own children become orphans as they end. True if none
 * is left, or those left cannot be killed. */
static bool stop_sweep(uint64_t now_ms)
{
    if (stop.sweep_since_ms == 0)
        stop.sweep_since_ms = now_ms;
    uint64_t kill_ms = clock_earlier(stop.deadline_ms, stop.sweep_since_ms + stop.config->kill_ms);
    bool late = now_ms >= kill_ms;
    unsigned left = os_signal_kin(OS_OF_PARENT, (int32_t)getpid(), late ? SIGKILL : SIGTERM);
    if (!late)
        (void)os_signal_kin(OS_OF_PARENT, (int32_t)getpid(), SIGCONT);
    reap_all(now_ms);
    return left == 0 || now_ms >= kill_ms + GIVE_UP_MS;
}

uint64_t stop_tick(uint64_t now_ms)
{
    if (!stop.config)
        return UINT64_MAX;
    bool late = now_ms >= stop.deadline_ms;
    if (late) {
        children_kill_all(now_ms);
        server_kill();
    }
    if (!children_alive() && !server_alive())
        return stop_sweep(now_ms) ? 0 : now_ms + SWEEP_MS;
    if (now_ms >= stop.deadline_ms + GIVE_UP_MS) {
        log_keeper(LOG_WARNING, "processes-left");
        return 0;
    }
    return late ? now_ms + SWEEP_MS : stop.deadline_ms;
}

/*
 * A program that ended by SIGKILL which we did not send, or with the status that a shell gives
 * such a one, was possibly out of memory; where the kernel has counted one more such kill since the
 * last look, certainly.
 */
#include "keeper/child/endings.h"

#include "base/log.h"
#include "keeper/measure.h"
#include "os/proc/oom.h"

#include <signal.h>
#include <sys/wait.h>

static uint64_t oom_kills;

void endings_init(void)
{
    oom_kills = os_oom_kills();
}

static bool was_killed(int32_t status)
{
    return WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 128 + SIGKILL;
}

enum memory_verdict endings_memory(const struct child *c)
{
    if (c->error != 0 || c->asked || !was_killed(c->status))
        return MEMORY_NOT;
    uint64_t before = oom_kills;
    measure_count(KEEPER_COUNT_OUT_OF_MEMORY, 1);
    oom_kills = os_oom_kills();
    return oom_kills > before ? MEMORY_CERTAINLY : MEMORY_POSSIBLY;
}

static struct slice sent(const struct child *c)
{
    if (!c->sent_term)
        return SLICE("KILL");
    return c->sent_kill ? SLICE("HUP,TERM,KILL") : SLICE("HUP,TERM");
}

void endings_log(const struct child *c, uint64_t now_ms)
{
    struct log_line l;
    log_open(&l, LOG_INFO, c->error != 0 ? "child-failed" : "child-ended");
    log_u64(&l, "slot", c->window.index);
    if (c->pid > 0)
        log_u64(&l, "pid", (uint64_t)c->pid);
    if (c->error != 0)
        log_errno(&l, c->error);
    else if (WIFSIGNALED(c->status))
        log_u64(&l, "signal", (uint64_t)WTERMSIG(c->status));
    else
        log_u64(&l, "status", (uint64_t)WEXITSTATUS(c->status));
    log_u64(&l, "seconds", (now_ms - c->started_ms) / 1000);
    if (c->sent_term || c->sent_kill)
        log_str(&l, "sent", sent(c));
    log_str(&l, "asked", c->asked ? SLICE("yes") : SLICE("no"));
    if (c->memory != MEMORY_NOT)
        log_str(&l, "out_of_memory",
                c->memory == MEMORY_CERTAINLY ? SLICE("certain") : SLICE("possible"));
    log_close(&l);
}

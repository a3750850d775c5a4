/*
 * Judges and logs how programs ended. A program that ended by a SIGKILL which the keeper did not
 * send, or with the status that a shell returns for such a command, possibly ran out of memory;
 * certainly if the kernel has counted another out-of-memory kill since the last ending.
 */
#include "keeper/child/endings.h"

#include "base/log.h"
#include "keeper/core/counts.h"
#include "os/proc/oom.h"

#include <signal.h>
#include <sys/wait.h>

#define SHELL_SIGNAL 128 /* added by a shell to the signal that ended its command */

static uint64_t oom_kills;

void endings_init(void)
{
    oom_kills = os_oom_kills();
}

static bool was_killed(int32_t status)
{
    return WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL
                               : WEXITSTATUS(status) == SHELL_SIGNAL + SIGKILL;
}

enum memory_verdict endings_memory(const struct ending *e)
{
    if (e->error != 0 || e->asked || !was_killed(e->status))
        return MEMORY_NOT;
    uint64_t before = oom_kills;
    counts_add(KEEPER_COUNT_OUT_OF_MEMORY, 1);
    oom_kills = os_oom_kills();
    return oom_kills > before ? MEMORY_CERTAINLY : MEMORY_POSSIBLY;
}

static struct slice signals_sent(const struct ending *e)
{
    if (!e->sent_term)
        return SLICE("KILL");
    return e->sent_kill ? SLICE("HUP,TERM,KILL") : SLICE("HUP,TERM");
}

void endings_log(const struct ending *e)
{
    struct log_line l;
    log_open(&l, LOG_INFO, e->error != 0 ? "child-failed" : "child-ended");
    log_u64(&l, "slot", e->slot);
    if (e->pid > 0)
        log_u64(&l, "pid", (uint64_t)e->pid);
    if (e->error != 0) {
        log_errno(&l, e->error);
        log_str(&l, "step", slice_of(spawn_step_name(e->step)));
    } else if (WIFSIGNALED(e->status))
        log_u64(&l, "signal", (uint64_t)WTERMSIG(e->status));
    else
        log_u64(&l, "status", (uint64_t)WEXITSTATUS(e->status));
    log_u64(&l, "seconds", e->ran_ms / 1000);
    if (e->sent_term || e->sent_kill)
        log_str(&l, "sent", signals_sent(e));
    log_str(&l, "asked", e->asked ? SLICE("yes") : SLICE("no"));
    if (e->oom != MEMORY_NOT)
        log_str(&l, "out_of_memory",
                e->oom == MEMORY_CERTAINLY ? SLICE("certain") : SLICE("possible"));
    log_close(&l);
}

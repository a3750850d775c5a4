/* Reaps ended processes. Signals are not queued: one SIGCHLD may represent several processes. */
#include "keeper/reap.h"

#include "base/log.h"
#include "keeper/child/children.h"
#include "keeper/server.h"

#include <errno.h>
#include <sys/wait.h>

#define REAPED_A_TURN 1024 /* a bound on the loop, above the number of processes */

static void log_orphan(int32_t pid)
{
    struct log_line l;
    log_open(&l, LOG_DEBUG, "orphan-reaped");
    log_u64(&l, "pid", (uint64_t)pid);
    log_close(&l);
}

void reap_all(uint64_t now_ms)
{
    int status;
    for (int i = 0; i < REAPED_A_TURN; i++) {
        int32_t pid = (int32_t)waitpid(-1, &status, WNOHANG);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid <= 0)
            return;
        if (!server_reaped(pid, status, now_ms) && !children_reaped(pid, status, now_ms))
            log_orphan(pid);
    }
}

/* The figures are the current ones of /metrics; high-water marks are those of the tables. */
#include "app/watch/runtime.h"

#include "app/core/link.h"
#include "app/core/timers.h"
#include "app/view/viewers.h"
#include "app/watch/processes.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/net.h"
#include "os/loop.h"

#include <string.h>

static uint32_t notified; /* number after the last line of which the keeper was notified */

static void runtime_log_table(struct log_line *l, const char *used, const char *high,
                              const struct table *t)
{
    log_u64(l, used, t->used);
    log_u64(l, high, t->high);
}

static void runtime_log(uint32_t id, uint64_t now_ms)
{
    (void)id;
    processes_refresh(now_ms);
    const struct process_figures *own = processes_server(), *keeper = processes_keeper();
    const struct keeper_figures *k = &app.board->figures.keeper;
    struct log_line l;
    log_open(&l, LOG_INFO, "runtime");
    log_u64(&l, "rss_kib", own->resident_bytes / 1024);
    log_u64(&l, "keeper_rss_kib", keeper->resident_bytes / 1024);
    log_u64(&l, "fds", own->fds);
    log_u64(&l, "keeper_fds", keeper->fds);
    log_u64(&l, "children", k->children[FIGURE_CHILD_RUNNING]);
    log_u64(&l, "ptys", k->ptys);
    runtime_log_table(&l, "connections", "connections_high", net_connections());
    runtime_log_table(&l, "windows", "windows_high", &app.board->window_table);
    log_u64(&l, "viewers", viewers_count());
    log_u64(&l, "loop_lag_us", loop_longest_us(LOOP_READER_LOG));
    log_close(&l);
}

void runtime_init(void)
{
    notified = journal_next(&app.board->journal);
    (void)timers_start("runtime", clock_ms(), app.config->runtime_ms, app.config->runtime_ms,
                       runtime_log, 0);
}

void runtime_notify(void)
{
    uint32_t next = journal_next(&app.board->journal);
    if (next == notified || strcmp(app.config->log, "stderr") == 0)
        return;
    notified = next;
    link_logged();
}

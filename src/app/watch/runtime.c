/* The figures are those of /metrics, as of now; high-water marks are those of the tables. */
#include "app/watch/runtime.h"

#include "app/core/link.h"
#include "app/core/timers.h"
#include "app/watch/metrics.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/net.h"
#include "os/loop.h"

#include <string.h>

static uint32_t told;

static void put_table(struct log_line *l, const char *used, const char *high, const struct table *t)
{
    log_u64(l, used, t->used);
    log_u64(l, high, t->high);
}

static void tell(uint32_t id, uint64_t now_ms)
{
    (void)id;
    metrics_refresh(now_ms);
    const struct process_figures *own = metrics_process();
    const struct keeper_figures *k = &app.board->figures.keeper;
    struct log_line l;
    log_open(&l, LOG_INFO, "runtime");
    log_u64(&l, "rss_kib", own->resident_bytes / 1024);
    log_u64(&l, "keeper_rss_kib", k->process.resident_bytes / 1024);
    log_u64(&l, "fds", own->fds);
    log_u64(&l, "keeper_fds", k->process.fds);
    log_u64(&l, "children", k->children[FIGURE_CHILD_RUNNING]);
    log_u64(&l, "ptys", k->ptys);
    put_table(&l, "connections", "connections_high", net_connections());
    put_table(&l, "windows", "windows_high", &app.board->window_table);
    log_u64(&l, "viewers", metrics_viewers());
    log_u64(&l, "loop_lag_us", loop_longest_us(LOOP_READER_LOG));
    log_close(&l);
}

void runtime_init(void)
{
    told = journal_next(&app.board->journal);
    (void)timers_start("runtime", clock_ms(), app.config->runtime_ms, app.config->runtime_ms, tell,
                       0);
}

void runtime_logged(void)
{
    uint32_t next = journal_next(&app.board->journal);
    if (next == told || strcmp(app.config->log, "stderr") == 0)
        return;
    told = next;
    link_logged();
}

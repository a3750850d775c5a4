/* Publishes the keeper's figures. Those on the board are overwritten from those in the keeper's
 * memory: a value that another process wrote there is never read. */
#include "keeper/measure.h"

#include "keeper/child/children.h"
#include "keeper/core/counts.h"
#include "keeper/log/logs.h"
#include "os/proc/usage.h"

#define PROCESS_MS 1000 /* between two readings of /proc */

static struct keeper_figures own, *published;
static uint64_t process_ms; /* time of the last reading; 0: none yet */

void measure_init(struct keeper_figures *on_board)
{
    own = (struct keeper_figures){0};
    published = on_board;
    process_ms = 0;
    counts_init();
    os_usage_open();
}

static void measure_process(void)
{
    struct os_usage f;
    os_usage_read(&f);
    own.process.resident_bytes = f.resident_bytes;
    own.process.virtual_bytes = f.virtual_bytes;
    own.process.cpu_us = f.cpu_us;
    own.process.fds = f.fds;
    own.process.fds_max = f.fds_max;
}

void measure_turn(uint64_t now_ms)
{
    if (process_ms == 0 || now_ms - process_ms >= PROCESS_MS) {
        measure_process();
        process_ms = now_ms;
    }
    counts_read(own.counts);
    own.counts[KEEPER_COUNT_LOG_LINES_LOST] = logs_lost();
    children_count(own.children, &own.ptys);
    *published = own;
}

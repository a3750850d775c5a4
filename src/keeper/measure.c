/* The figures on the board are written whole from those in the keeper's memory: what anybody else
 * may have written there is never read. */
#include "keeper/measure.h"

#include "keeper/child/children.h"
#include "os/proc/usage.h"

#define PROCESS_MS 1000 /* between two looks at what the system says */

static struct keeper_figures own, *told;
static uint64_t process_ms; /* when the system was asked last; 0: never */

void measure_init(struct keeper_figures *on_board, int64_t now_unix)
{
    own = (struct keeper_figures){.process = {.started_unix = (uint64_t)now_unix}};
    told = on_board;
    process_ms = 0;
    os_usage_open();
}

void measure_count(enum keeper_count which, uint64_t n)
{
    own.counts[which] += n;
}

static void ask_system(void)
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
        ask_system();
        process_ms = now_ms;
    }
    children_count(own.children, &own.ptys);
    *told = own;
}

void measure_close(void)
{
    os_usage_close();
}

/*
 * Neither process reads its figures periodically: the system is queried on demand. A scrape that
 * finds the keeper asleep gets the figures published last, and wakes the keeper for the next
 * scrape.
 */
#include "app/watch/processes.h"

#include "app/core/link.h"
#include "os/proc/usage.h"

#define REFRESH_MS 1000

static struct process_figures server;
static uint64_t refreshed_ms; /* time of the last refresh; 0: never */

void processes_refresh(uint64_t now_ms)
{
    struct os_usage u;
    if (refreshed_ms > 0 && now_ms - refreshed_ms < REFRESH_MS)
        return;
    refreshed_ms = now_ms;
    os_usage_read(&u);
    server = (struct process_figures){.resident_bytes = u.resident_bytes,
                                      .virtual_bytes = u.virtual_bytes,
                                      .cpu_us = u.cpu_us,
                                      .fds = u.fds,
                                      .fds_max = u.fds_max};
    link_figures();
}

const struct process_figures *processes_server(void)
{
    return &server;
}

const struct process_figures *processes_keeper(void)
{
    return &app.board->figures.keeper.process;
}

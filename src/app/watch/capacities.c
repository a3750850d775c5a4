/* One row per bounded table. */
#include "app/watch/capacities.h"

#include "app/core/app.h"
#include "app/core/timers.h"
#include "app/jobs/jobs.h"
#include "app/jobs/tmux.h"
#include "app/request/auth.h"
#include "app/view/viewers.h"
#include "net/net.h"
#include "os/loop.h"

static const struct table *capacities_sessions(void)
{
    return &app.board->session_table;
}

static const struct table *capacities_windows(void)
{
    return &app.board->window_table;
}

static const struct table *capacities_logins(void)
{
    return &app.board->login_table;
}

/* Entries of clients are never released, only displaced. */
static const struct table *capacities_clients(void)
{
    static struct table table = {.size = LIMIT_CLIENTS};
    table.used = 0;
    for (uint16_t i = 0; i < LIMIT_CLIENTS; i++)
        table.used = (uint16_t)(table.used + (app.board->clients[i].id != 0));
    table.high = table.used;
    table.refused = app.board->figures.counts[FIGURE_CLIENTS_DISPLACED];
    return &table;
}

static const struct table *capacities_viewers(void)
{
    static struct table table = {.size = LIMIT_CONNECTIONS};
    table.used = viewers_count();
    table.high = viewers_high();
    table.refused = app.board->figures.counts[FIGURE_VIEWERS_LIMITED];
    return &table;
}

static const struct capacity capacities[] = {
    {"connections", false, true, net_connections},
    {"sessions", false, true, capacities_sessions},
    {"windows", false, true, capacities_windows},
    {"viewers", false, false, capacities_viewers},
    {"clients", true, false, capacities_clients},
    {"logins", true, false, capacities_logins},
    {"failed_logins", true, false, auth_failures_table},
    {"timers", false, true, timers_table},
    {"jobs", false, false, jobs_table},
    {"tmux_waiting", false, false, tmux_table},
    {"draining", true, false, net_draining},
    {"listeners", false, false, net_listeners},
    {"watches", false, true, loop_table},
};

_Static_assert(COUNT(capacities) <= CAPACITIES_MAX,
               "CAPACITIES_MAX bounds what is written of them");

const struct capacity *capacities_at(uint16_t number)
{
    return number < COUNT(capacities) ? &capacities[number] : NULL;
}

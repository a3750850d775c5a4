/* One row per metric, with the places where it is shown. Most values are read from the board, at
 * the offset of a uint64_t; counters are counted elsewhere and only named here. */
#include "app/watch/metrics.h"

#include "app/view/viewers.h"
#include "app/watch/processes.h"
#include "base/clock.h"

#include <string.h>

#define BYTES "boundtty_bytes_total"
#define REQUESTS "boundtty_http_requests_total"
#define HITS "boundtty_limit_hits_total"
#define AT(member) offsetof(struct board, member)
#define COUNTED(name) AT(figures.counts[name])
#define KEPT(name) AT(figures.keeper.counts[name])
#define COUNTER(name, where)                                                                       \
    .type = METRIC_COUNTER, .group = METRIC_COUNTERS, .member = (name), .read = metrics_board,     \
    .at = (where)
#define SERVER(field, name)                                                                        \
    .group = METRIC_SERVER, .member = (name), .read = metrics_server,                              \
    .at = offsetof(struct process_figures, field)
#define KEEPER(field, name)                                                                        \
    .group = METRIC_KEEPER, .member = (name), .read = metrics_keeper,                              \
    .at = offsetof(struct process_figures, field)
#define CURVE(how, where, name) .curve = (how), .sample = (where), .curve_name = (name)

static uint64_t lag_us;

static uint64_t metrics_at_offset(const void *base, size_t at)
{
    uint64_t value;
    memcpy(&value, (const uint8_t *)base + at, sizeof value);
    return value;
}

static uint64_t metrics_board(size_t at)
{
    return metrics_at_offset(app.board, at);
}

static uint64_t metrics_server(size_t at)
{
    return metrics_at_offset(processes_server(), at);
}

static uint64_t metrics_keeper(size_t at)
{
    return metrics_at_offset(processes_keeper(), at);
}

static uint64_t metrics_children(size_t state)
{
    return app.board->figures.keeper.children[state];
}

static uint64_t metrics_windows(size_t phase)
{
    uint16_t slot = 0;
    uint64_t count = 0;
    const struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL)
        count += w->phase == phase;
    return count;
}

static uint64_t metrics_ptys(size_t unused)
{
    (void)unused;
    return app.board->figures.keeper.ptys;
}

static uint64_t metrics_redrawn(size_t unused)
{
    (void)unused;
    return app.board->redrawn;
}

static uint64_t metrics_table_windows(size_t unused)
{
    (void)unused;
    return app.board->window_table.used;
}

static uint64_t metrics_viewers(size_t unused)
{
    (void)unused;
    return viewers_count();
}

static uint64_t metrics_uptime(size_t unused)
{
    (void)unused;
    return (clock_ms() - app.board->started_ms) / 1000;
}

/* The start of the server, or of the keeper and its board. */
static uint64_t metrics_started(size_t server)
{
    return (uint64_t)clock_unix_at(server ? app.started_ms : app.board->started_ms);
}

static uint64_t metrics_server_uptime(size_t unused)
{
    (void)unused;
    return (clock_ms() - app.started_ms) / 1000;
}

static uint64_t metrics_memory_bound(size_t unused)
{
    (void)unused;
    return LIMIT_TOTAL_BYTES;
}

static uint64_t metrics_lag(size_t unused)
{
    (void)unused;
    return lag_us;
}

static const struct metric metrics[] = {
    {.group = METRIC_TOP, .member = "uptime", .read = metrics_uptime},
    {.group = METRIC_TOP, .member = "server_uptime", .read = metrics_server_uptime},
    {.group = METRIC_TOP, .member = "restarts", .read = metrics_board, .at = AT(restarts)},
    {.family = "boundtty_start_time_seconds",
     .help = "When the keeper and its board were started, since the epoch.",
     .read = metrics_started},
    {.family = "boundtty_terminals_redrawn_total",
     .help = "Terminals that a new server could not take over and had drawn again.",
     .type = METRIC_COUNTER,
     .group = METRIC_TOP,
     .member = "redrawn",
     .read = metrics_redrawn},
    {.family = "boundtty_memory_bound_bytes",
     .help = "The most memory that both processes will ever use.",
     .group = METRIC_TOP,
     .member = "memory_bound",
     .read = metrics_memory_bound},
    {.family = "boundtty_viewers",
     .help = "Clients attached to windows.",
     .group = METRIC_TOP,
     .member = "viewers",
     .summary = "viewers",
     CURVE(METRIC_AS_IT_IS, SAMPLE_VIEWERS, "viewers"),
     .read = metrics_viewers},
    {.family = "boundtty_ptys",
     .help = "PTYs held by the keeper.",
     .group = METRIC_TOP,
     .member = "ptys",
     .read = metrics_ptys},
    {CURVE(METRIC_AS_IT_IS, SAMPLE_WINDOWS, "windows"), .read = metrics_table_windows},
    {.summary = "lag_us", CURVE(METRIC_AS_IT_IS, SAMPLE_LAG_US, "lag_us"), .read = metrics_lag},
    {.family = "process_resident_memory_bytes",
     .help = "Resident memory of the server process.",
     .optional = true,
     SERVER(resident_bytes, "resident"),
     .summary = "rss",
     CURVE(METRIC_KIB, SAMPLE_SERVER_KIB, "server_kib")},
    {.family = "process_virtual_memory_bytes",
     .help = "Virtual memory of the server process.",
     .optional = true,
     SERVER(virtual_bytes, "virtual")},
    {.family = "process_cpu_seconds_total",
     .help = "Processor time of the server process.",
     .type = METRIC_COUNTER,
     .microseconds = true,
     SERVER(cpu_us, "cpu_us")},
    {.family = "process_open_fds",
     .help = "Open descriptors of the server process.",
     .optional = true,
     SERVER(fds, "fds"),
     .summary = "fds",
     CURVE(METRIC_AS_IT_IS, SAMPLE_FDS, "fds")},
    {.family = "process_max_fds",
     .help = "The most descriptors that the server process may open.",
     .optional = true,
     SERVER(fds_max, "fds_max")},
    {.family = "process_start_time_seconds",
     .help = "When the server process was started.",
     .optional = true,
     .group = METRIC_SERVER,
     .member = "started",
     .read = metrics_started,
     .at = 1},
    {.family = "boundtty_keeper_resident_memory_bytes",
     .help = "Resident memory of the keeper.",
     .optional = true,
     KEEPER(resident_bytes, "resident"),
     .summary = "keeper_rss",
     CURVE(METRIC_KIB, SAMPLE_KEEPER_KIB, "keeper_kib")},
    {.family = "boundtty_keeper_virtual_memory_bytes",
     .help = "Virtual memory of the keeper.",
     .optional = true,
     KEEPER(virtual_bytes, "virtual")},
    {.family = "boundtty_keeper_cpu_seconds_total",
     .help = "Processor time of the keeper.",
     .type = METRIC_COUNTER,
     .microseconds = true,
     KEEPER(cpu_us, "cpu_us")},
    {.family = "boundtty_keeper_open_fds",
     .help = "Open descriptors of the keeper.",
     .optional = true,
     KEEPER(fds, "fds"),
     CURVE(METRIC_AS_IT_IS, SAMPLE_KEEPER_FDS, "keeper_fds")},
    {.family = "boundtty_keeper_max_fds",
     .help = "The most descriptors that the keeper may open.",
     .optional = true,
     KEEPER(fds_max, "fds_max")},
    {.family = "boundtty_keeper_start_time_seconds",
     .help = "When the keeper was started.",
     .optional = true,
     .group = METRIC_KEEPER,
     .member = "started",
     .read = metrics_started},
    {.family = "boundtty_children",
     .label = "state=\"starting\"",
     .help = "Programs of windows, by state.",
     .group = METRIC_CHILDREN,
     .member = "starting",
     .read = metrics_children,
     .at = FIGURE_CHILD_STARTING},
    {.family = "boundtty_children",
     .label = "state=\"running\"",
     .group = METRIC_CHILDREN,
     .member = "running",
     .read = metrics_children,
     .at = FIGURE_CHILD_RUNNING},
    {.family = "boundtty_children",
     .label = "state=\"ending\"",
     .group = METRIC_CHILDREN,
     .member = "ending",
     .read = metrics_children,
     .at = FIGURE_CHILD_ENDING},
    {.family = "boundtty_children",
     .label = "state=\"killed\"",
     .group = METRIC_CHILDREN,
     .member = "killed",
     .read = metrics_children,
     .at = FIGURE_CHILD_KILLED},
    {.family = "boundtty_children",
     .label = "state=\"ended\"",
     .group = METRIC_CHILDREN,
     .member = "ended",
     .read = metrics_children,
     .at = FIGURE_CHILD_ENDED},
    {.family = "boundtty_children",
     .label = "state=\"failed\"",
     .group = METRIC_CHILDREN,
     .member = "failed",
     .read = metrics_children,
     .at = FIGURE_CHILD_FAILED},
    {.family = "boundtty_windows",
     .label = "phase=\"starting\"",
     .help = "Windows, by phase.",
     .read = metrics_windows,
     .at = PHASE_STARTING},
    {.family = "boundtty_windows",
     .label = "phase=\"running\"",
     .read = metrics_windows,
     .at = PHASE_RUNNING},
    {.family = "boundtty_windows",
     .label = "phase=\"ending\"",
     .read = metrics_windows,
     .at = PHASE_ENDING},
    {.family = "boundtty_windows",
     .label = "phase=\"ended\"",
     .read = metrics_windows,
     .at = PHASE_ENDED},
    {.family = "boundtty_windows",
     .label = "phase=\"failed\"",
     .read = metrics_windows,
     .at = PHASE_FAILED},
    {.family = "boundtty_windows",
     .label = "phase=\"idle\"",
     .read = metrics_windows,
     .at = PHASE_IDLE},
    {.family = "boundtty_windows",
     .label = "phase=\"away\"",
     .read = metrics_windows,
     .at = PHASE_AWAY},
    {.family = "boundtty_server_restarts_total",
     .help = "Servers that had to be started again.",
     COUNTER("server_restarts", AT(restarts))},
    {.family = BYTES,
     .label = "direction=\"network_in\"",
     .help = "Bytes that went through, by direction.",
     .summary = "bytes_in",
     CURVE(METRIC_PER_SECOND, SAMPLE_IN_BYTES, "in_bytes_per_second"),
     COUNTER("network_in_bytes", AT(figures.traffic.received))},
    {.family = BYTES,
     .label = "direction=\"network_out\"",
     .summary = "bytes_out",
     CURVE(METRIC_PER_SECOND, SAMPLE_OUT_BYTES, "out_bytes_per_second"),
     COUNTER("network_out_bytes", AT(figures.traffic.sent))},
    {.family = BYTES,
     .label = "direction=\"pty_read\"",
     COUNTER("pty_read_bytes", COUNTED(FIGURE_PTY_READ))},
    {.family = BYTES,
     .label = "direction=\"pty_written\"",
     COUNTER("pty_written_bytes", COUNTED(FIGURE_PTY_WRITTEN))},
    {.family = "boundtty_frames_total",
     .help = "Frames sent to viewers.",
     COUNTER("frames", COUNTED(FIGURE_FRAMES))},
    {.family = "boundtty_frames_skipped_total",
     .help = "Pictures that were due to a viewer that had not taken the one before.",
     COUNTER("frames_skipped", COUNTED(FIGURE_FRAMES_SKIPPED))},
    {.family = "boundtty_connections_accepted_total",
     .help = "Connections that were accepted.",
     COUNTER("connections_accepted", AT(figures.traffic.accepted))},
    {.family = "boundtty_connections_displaced_total",
     .help = "Idle or slow connections that were closed to make room for a new one.",
     COUNTER("connections_displaced", AT(figures.traffic.displaced))},
    {.family = REQUESTS,
     .label = "code=\"1xx\"",
     .help = "Responses, by the class of their status.",
     COUNTER("http_1xx", AT(figures.traffic.answers[0]))},
    {.family = REQUESTS,
     .label = "code=\"2xx\"",
     COUNTER("http_2xx", AT(figures.traffic.answers[1]))},
    {.family = REQUESTS,
     .label = "code=\"3xx\"",
     COUNTER("http_3xx", AT(figures.traffic.answers[2]))},
    {.family = REQUESTS,
     .label = "code=\"4xx\"",
     COUNTER("http_4xx", AT(figures.traffic.answers[3]))},
    {.family = REQUESTS,
     .label = "code=\"5xx\"",
     COUNTER("http_5xx", AT(figures.traffic.answers[4]))},
    {.family = "boundtty_login_failures_total",
     .help = "Wrong tokens.",
     COUNTER("login_failures", COUNTED(FIGURE_LOGIN_FAILURES))},
    {.family = "boundtty_timeouts_total",
     .help = "Heads, bodies and responses that were past their deadline.",
     COUNTER("timeouts", AT(figures.traffic.timed_out))},
    {.family = "boundtty_pings_unanswered_total",
     .help = "WebSockets that were closed because they answered no ping.",
     COUNTER("pings_unanswered", AT(figures.traffic.unanswered))},
    {.family = HITS,
     .label = "limit=\"address_share\"",
     .help = "Times that something was refused or held back at a limit, by limit.",
     COUNTER("limit_address_share", AT(figures.traffic.over_share))},
    {.family = HITS,
     .label = "limit=\"descriptors\"",
     COUNTER("limit_descriptors", AT(figures.traffic.no_descriptor))},
    {.family = HITS,
     .label = "limit=\"head\"",
     COUNTER("limit_head", AT(figures.traffic.heads_too_large))},
    {.family = HITS,
     .label = "limit=\"body\"",
     COUNTER("limit_body", AT(figures.traffic.bodies_too_large))},
    {.family = HITS,
     .label = "limit=\"message\"",
     COUNTER("limit_message", AT(figures.traffic.messages_too_large))},
    {.family = HITS,
     .label = "limit=\"failed_logins\"",
     COUNTER("limit_failed_logins", COUNTED(FIGURE_LOGINS_LIMITED))},
    {.family = HITS,
     .label = "limit=\"viewers\"",
     COUNTER("limit_viewers", COUNTED(FIGURE_VIEWERS_LIMITED))},
    {.family = HITS,
     .label = "limit=\"input\"",
     COUNTER("limit_input", COUNTED(FIGURE_INPUT_LIMITED))},
    {.family = "boundtty_child_kills_total",
     .help = "Programs that had to be ended by SIGKILL.",
     COUNTER("child_kills", KEPT(KEEPER_COUNT_KILLS))},
    {.family = "boundtty_child_out_of_memory_total",
     .help = "Programs that ended, certainly or possibly, for want of memory.",
     COUNTER("child_out_of_memory", KEPT(KEEPER_COUNT_OUT_OF_MEMORY))},
    {.family = "boundtty_file_permission_errors_total",
     .help = "Files found with permissions that were too wide.",
     COUNTER("file_permission_errors", KEPT(KEEPER_COUNT_PERMISSIONS_FOUND))},
    {.family = "boundtty_file_permissions_repaired_total",
     .help = "Files whose permissions were repaired.",
     COUNTER("file_permissions_repaired", KEPT(KEEPER_COUNT_PERMISSIONS_REPAIRED))},
    {.family = "boundtty_variables_left_out_total",
     .help = "Variables of the keeper's environment that a program's had no room for.",
     COUNTER("variables_left_out", KEPT(KEEPER_COUNT_VARIABLES_LEFT_OUT))},
    {.family = "boundtty_log_lines_lost_total",
     .help = "Lines that the log's file or syslog never received.",
     COUNTER("log_lines_lost", KEPT(KEEPER_COUNT_LOG_LINES_LOST))},
    {.family = "boundtty_reloads_refused_total",
     .help = "Configurations that were read again and refused.",
     COUNTER("reloads_refused", KEPT(KEEPER_COUNT_RELOADS_REFUSED))},
    {.family = "boundtty_files_removed_total",
     .help = "Files left over and taken away.",
     COUNTER("files_removed", KEPT(KEEPER_COUNT_FILES_REMOVED))},
};

_Static_assert(COUNT(metrics) <= METRICS_MAX, "METRICS_MAX bounds what is written of them");
_Static_assert(PHASES == 7, "each phase has a row");

static const struct duration durations[] = {
    {"boundtty_echo_latency_seconds", "From input taken to the next frame sent to its viewer.",
     "echo", AT(figures.echo)},
    {"boundtty_loop_lag_seconds",
     "Turns of the loop: the longest that something ready had to wait.", "loop_lag",
     AT(figures.traffic.turn)},
    {"boundtty_request_duration_seconds", "From a request's head read to its response sent.",
     "request", AT(figures.traffic.request)},
};

const struct metric *metrics_at(uint16_t number)
{
    return number < COUNT(metrics) ? &metrics[number] : NULL;
}

uint64_t metrics_value(const struct metric *m)
{
    return m->read(m->at);
}

const struct duration *metrics_duration(uint16_t number)
{
    return number < COUNT(durations) ? &durations[number] : NULL;
}

const struct histogram *metrics_histogram(const struct duration *d)
{
    return (const struct histogram *)(const void *)((const uint8_t *)app.board + d->at);
}

uint64_t metrics_lag_us(void)
{
    return lag_us;
}

void metrics_set_lag(uint64_t us)
{
    lag_us = us;
}

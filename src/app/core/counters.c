/* One row for each counter. It is incremented where the event happens; here it is only named. */
#include "app/core/counters.h"

#include <stddef.h>
#include <string.h>

#define BYTES "boundtty_bytes_total"
#define REQUESTS "boundtty_http_requests_total"
#define HITS "boundtty_limit_hits_total"
#define AT(member) offsetof(struct board, member)
#define SERVER(name) AT(figures.counts[name])
#define KEPT(name) AT(figures.keeper.counts[name])

static const struct counter counters[] = {
    {"boundtty_server_restarts_total", NULL, "server_restarts",
     "Servers that had to be started again.", AT(restarts)},
    {BYTES, "direction=\"network_in\"", "network_in_bytes",
     "Bytes that went through, by direction.", AT(figures.traffic.received)},
    {BYTES, "direction=\"network_out\"", "network_out_bytes", NULL, AT(figures.traffic.sent)},
    {BYTES, "direction=\"pty_read\"", "pty_read_bytes", NULL, SERVER(FIGURE_PTY_READ)},
    {BYTES, "direction=\"pty_written\"", "pty_written_bytes", NULL, SERVER(FIGURE_PTY_WRITTEN)},
    {"boundtty_frames_total", NULL, "frames", "Frames sent to viewers.", SERVER(FIGURE_FRAMES)},
    {"boundtty_frames_skipped_total", NULL, "frames_skipped",
     "Pictures that were due to a viewer that had not taken the one before.",
     SERVER(FIGURE_FRAMES_SKIPPED)},
    {"boundtty_connections_accepted_total", NULL, "connections_accepted",
     "Connections that were accepted.", AT(figures.traffic.accepted)},
    {"boundtty_connections_displaced_total", NULL, "connections_displaced",
     "Idle or slow connections that were closed to make room for a new one.",
     AT(figures.traffic.displaced)},
    {REQUESTS, "code=\"1xx\"", "http_1xx", "Responses, by the class of their status.",
     AT(figures.traffic.answers[0])},
    {REQUESTS, "code=\"2xx\"", "http_2xx", NULL, AT(figures.traffic.answers[1])},
    {REQUESTS, "code=\"3xx\"", "http_3xx", NULL, AT(figures.traffic.answers[2])},
    {REQUESTS, "code=\"4xx\"", "http_4xx", NULL, AT(figures.traffic.answers[3])},
    {REQUESTS, "code=\"5xx\"", "http_5xx", NULL, AT(figures.traffic.answers[4])},
    {"boundtty_login_failures_total", NULL, "login_failures", "Wrong tokens.",
     SERVER(FIGURE_LOGIN_FAILURES)},
    {"boundtty_timeouts_total", NULL, "timeouts",
     "Heads, bodies and responses that were past their deadline.", AT(figures.traffic.timed_out)},
    {"boundtty_pings_unanswered_total", NULL, "pings_unanswered",
     "WebSockets that were closed because they answered no ping.", AT(figures.traffic.unanswered)},
    {HITS, "limit=\"address_share\"", "limit_address_share",
     "Times that something was refused or held back at a limit, by limit.",
     AT(figures.traffic.over_share)},
    {HITS, "limit=\"descriptors\"", "limit_descriptors", NULL, AT(figures.traffic.no_descriptor)},
    {HITS, "limit=\"head\"", "limit_head", NULL, AT(figures.traffic.heads_too_large)},
    {HITS, "limit=\"body\"", "limit_body", NULL, AT(figures.traffic.bodies_too_large)},
    {HITS, "limit=\"message\"", "limit_message", NULL, AT(figures.traffic.messages_too_large)},
    {HITS, "limit=\"failed_logins\"", "limit_failed_logins", NULL, SERVER(FIGURE_LOGINS_LIMITED)},
    {HITS, "limit=\"viewers\"", "limit_viewers", NULL, SERVER(FIGURE_VIEWERS_LIMITED)},
    {HITS, "limit=\"input\"", "limit_input", NULL, SERVER(FIGURE_INPUT_LIMITED)},
    {"boundtty_child_kills_total", NULL, "child_kills", "Programs that had to be ended by SIGKILL.",
     KEPT(KEEPER_COUNT_KILLS)},
    {"boundtty_child_out_of_memory_total", NULL, "child_out_of_memory",
     "Programs that ended, certainly or possibly, for want of memory.",
     KEPT(KEEPER_COUNT_OUT_OF_MEMORY)},
    {"boundtty_file_permission_errors_total", NULL, "file_permission_errors",
     "Files found with permissions that were too wide.", KEPT(KEEPER_COUNT_PERMISSIONS_FOUND)},
    {"boundtty_file_permissions_repaired_total", NULL, "file_permissions_repaired",
     "Files whose permissions were made right.", KEPT(KEEPER_COUNT_PERMISSIONS_REPAIRED)},
    {"boundtty_files_removed_total", NULL, "files_removed", "Files left over and taken away.",
     KEPT(KEEPER_COUNT_FILES_REMOVED)},
    {"boundtty_variables_left_out_total", NULL, "variables_left_out",
     "Variables of the keeper's environment that a program's had no room for.",
     KEPT(KEEPER_COUNT_VARIABLES_LEFT_OUT)},
};

const struct counter *counters_at(uint16_t number)
{
    return number < COUNT(counters) ? &counters[number] : NULL;
}

uint64_t counters_value(const struct counter *c)
{
    uint64_t value;
    memcpy(&value, (const uint8_t *)app.board + c->at, sizeof value);
    return value;
}

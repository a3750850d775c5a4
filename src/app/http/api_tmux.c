/* Each request is queued and answered once tmux has answered. */
#include "app/http/api_tmux.h"

#include "app/jobs/tmux.h"
#include "base/log.h"
#include "net/respond.h"

static void queue_request(const struct call *k, struct tmux_request *r)
{
    r->conn = conn_handle(k->conn);
    if (tmux_ask(r, k->now_ms))
        return;
    log_limit("tmux", slice_of(conn_address(k->conn)));
    http_error_with(k->conn, 503, "too many requests wait for tmux", TEXT_OF("Retry-After: 2\r\n"));
}

/* Reads the member "name", which must be present unless optional. False: the request was answered
 * with an error. */
static bool read_tmux_name(const struct call *k, bool optional, struct tmux_request *r)
{
    struct json j = json_member(k->body, "name");
    size_t len = 0;
    if (optional && call_absent(j))
        return true;
    bool good = json_string(j, r->name, sizeof r->name, &len) && len > 0;
    for (size_t i = 0; good && i < len; i++)
        good = (uint8_t)r->name[i] >= ' ' && r->name[i] != 0x7F;
    r->name_len = (uint8_t)len;
    if (!good)
        http_error(k->conn, 400, "a name has 1 to 63 bytes and no control characters");
    return good;
}

/* Reads the member "session"; if present, the request creates a window in it. False: the request
 * was answered with an error. */
static bool read_tmux_session(const struct call *k, struct tmux_request *r)
{
    struct json j = json_member(k->body, "session");
    char id[16];
    size_t len = 0;
    if (call_absent(j))
        return true;
    r->command = TMUX_COMMAND_NEW_WINDOW;
    bool good = json_string(j, id, sizeof id, &len) && tmux_read_id(slice_make(id, len), &r->id) &&
                r->id.kind == '$';
    if (!good)
        http_error(k->conn, 400, "session is the id of a session of tmux, such as $1");
    return good;
}

void api_tmux(const struct call *k)
{
    struct tmux_request r = {.command = TMUX_COMMAND_LIST};
    queue_request(k, &r);
}

void api_tmux_new(const struct call *k)
{
    struct tmux_request r = {.command = TMUX_COMMAND_NEW};
    if (read_tmux_name(k, true, &r) && read_tmux_session(k, &r))
        queue_request(k, &r);
}

void api_tmux_rename(const struct call *k)
{
    struct tmux_request r = {.command = TMUX_COMMAND_RENAME, .id = k->tmux};
    if (read_tmux_name(k, false, &r))
        queue_request(k, &r);
}

void api_tmux_kill(const struct call *k)
{
    struct tmux_request r = {.command = TMUX_COMMAND_KILL, .id = k->tmux};
    queue_request(k, &r);
}

/*
 * Connects to a server. This machine's server is reached over its local socket, which needs no
 * token; another host's over HTTP, with a token, or through ssh, at its own local socket. All three
 * are a stream socket.
 */
#include "cli/connect/client.h"

#include "base/clock.h"
#include "base/errors.h"
#include "cli/connect/socket.h"
#include "cli/say.h"
#include "os/memory.h"
#include "os/state.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SSH_TIMEOUT_MS 120000 /* until the first answer through ssh, which may ask for a password */

extern char **environ;

struct client *client_start(const char *command, const char *usage, const char *const names[],
                            char *const argv[], int *status)
{
    struct client *c = os_reserve(sizeof *c);
    *status = CLI_REFUSED;
    if (!c)
        return NULL;
    c->request.fd = -1;
    c->request.until_ms = c->until_ms = UINT64_MAX;
    c->options.command = command;
    c->options.usage = usage;
    *status = options_read(&c->options, names, argv);
    return *status < 0 ? c : NULL;
}

int client_fail(const struct client *c, int status, const char *what, const char *why)
{
    TEXT(t, 1024);
    if (c->quiet)
        return status;
    text_str(&t, what);
    text_str(&t, ": ");
    text_str(&t, why);
    cli_error(c->options.command, text_slice(&t));
    return status;
}

static bool is_this_machine(const struct target *t)
{
    struct slice host = slice_of(t->host);
    return slice_equal(host, SLICE("localhost")) || slice_starts(host, SLICE("127.")) ||
           slice_equal(host, SLICE("::1"));
}

static int client_find_token(struct client *c)
{
    const char *file =
        c->options.token_file ? c->options.token_file : getenv("BOUNDTTY_TOKEN_FILE");
    TEXT(own, LIMIT_PATH_BYTES + 8);
    text_str(&own, c->folder);
    text_str(&own, "/token");
    if (!file && is_this_machine(&c->target))
        file = text_end(&own);
    if (!file || token_read(file, c->token))
        return CLI_DONE;
    return client_fail(c, CLI_USAGE, file, errno ? error_text(errno) : "holds no token");
}

static void client_put_where(struct client *c)
{
    const struct target *t = &c->target;
    bool v6 = slice_find(slice_of(t->host), ':') >= 0;
    struct text w;
    text_init(&w, c->where, sizeof c->where);
    text_str(&w, v6 ? "[" : "");
    text_str(&w, t->way == TARGET_LOCAL ? "this machine" : t->host);
    text_str(&w, v6 ? "]" : "");
    if (t->way == TARGET_HTTP) {
        text_char(&w, ':');
        text_u64(&w, t->port ? t->port : TARGET_PORT);
    }
    (void)text_end(&w);
}

static bool client_find_folder(struct client *c)
{
    if (!c->options.folder)
        return os_state_folder(environ, c->folder, sizeof c->folder);
    return slice_copy(slice_of(c->options.folder), c->folder, sizeof c->folder);
}

int client_target(struct client *c, const char *text, bool host_alone)
{
    const char *wrong = target_parse(slice_of(text ? text : ""), host_alone, &c->target);
    if (wrong)
        return client_fail(c, CLI_USAGE, text, wrong);
    if (!client_find_folder(c))
        return client_fail(c, CLI_USAGE, "the state directory",
                           "not known, or its path is too long; give it with -S");
    client_put_where(c);
    return c->target.way == TARGET_HTTP ? client_find_token(c) : CLI_DONE;
}

static int client_connect_local(struct client *c, uint64_t until_ms)
{
    char path[LIMIT_PATH_BYTES];
    struct os_address a;
    if (!os_state_socket(c->folder, path, sizeof path) || !os_address_parse(path, &a))
        return client_fail(c, CLI_UNREACHABLE, c->folder,
                           "this path is too long for a socket in it");
    c->request.fd = socket_connect(&a, until_ms);
    if (c->request.fd >= 0)
        return CLI_DONE;
    return client_fail(c, CLI_UNREACHABLE, path,
                       errno == ENOENT || errno == ECONNREFUSED ? "no server runs here"
                                                                : error_text(errno));
}

static int client_connect_http(struct client *c, uint64_t until_ms)
{
    uint16_t port = c->target.port ? c->target.port : TARGET_PORT;
    struct resolver *r = &c->resolver;
    if (!resolve(r, c->target.host, port, until_ms))
        return client_fail(c, CLI_UNREACHABLE, c->target.host,
                           errno == ENOENT ? "unknown host" : "no name server answers");
    for (size_t i = 0; i < r->found && c->request.fd < 0; i++) {
        /* Each address gets a share of the time, which leaves some for the others. */
        uint64_t now = clock_ms(), left = until_ms > now ? until_ms - now : 0;
        c->request.fd = socket_connect(&r->addresses[i], now + left / (r->found - i));
    }
    return c->request.fd >= 0 ? CLI_DONE
                              : client_fail(c, CLI_UNREACHABLE, c->where, error_text(errno));
}

int client_connect(struct client *c, uint64_t until_ms)
{
    client_close(c);
    switch (c->target.way) {
    case TARGET_LOCAL:
        return client_connect_local(c, until_ms);
    case TARGET_HTTP:
        return client_connect_http(c, until_ms);
    case TARGET_SSH:
        c->request.fd = ssh_connect(&c->ssh, &c->target, c->quiet);
        c->request.skip = REQUEST_SKIP_MAX; /* what startup files of the remote shell print */
        break;
    }
    return c->request.fd >= 0 ? CLI_DONE
                              : client_fail(c, CLI_UNREACHABLE, c->where, error_text(errno));
}

void client_close(struct client *c)
{
    if (c->request.fd >= 0)
        close(c->request.fd);
    c->request.fd = -1;
    (void)ssh_end(&c->ssh);
}

struct request_parts client_parts(const struct client *c, const char *method, const char *path)
{
    return (struct request_parts){.method = method,
                                  .base = c->options.base,
                                  .path = path,
                                  .host = c->target.way == TARGET_HTTP ? c->where : NULL,
                                  .token = c->token};
}

struct slice client_body(const struct client *c)
{
    return slice_make(c->body, c->body_len);
}

int client_refused(struct client *c)
{
    char sentence[256];
    size_t len;
    unsigned status = c->request.status;
    (void)request_body(&c->request, c->body, sizeof c->body, &c->body_len);
    if (!json_string(json_member(json_read(client_body(c)), "error"), sentence, sizeof sentence,
                     &len))
        (void)slice_copy(slice_of(http_reason(status)), sentence, sizeof sentence);
    return client_fail(c, status == 404 ? CLI_NO_TARGET : CLI_REFUSED,
                       c->target.session[0] && status == 404 ? c->target.session : c->where,
                       sentence);
}

int client_lost(struct client *c)
{
    int error = errno;
    bool ssh = c->target.way == TARGET_SSH;
    close(c->request.fd);
    c->request.fd = -1;
    if (error == ETIMEDOUT)
        ssh_kill(&c->ssh);
    const char *sentence = ssh_end(&c->ssh);
    if (ssh && !sentence && (error == EPROTO || error == EMSGSIZE))
        sentence = "what the remote host sends is not boundtty's answer";
    return client_fail(c, CLI_UNREACHABLE, c->where, sentence ? sentence : error_text(error));
}

/* Whether the server has kept the connection. If it is readable, the server has closed it. */
static bool client_is_kept(const struct request *r)
{
    struct pollfd p = {.fd = r->fd, .events = POLLIN};
    return r->fd >= 0 && r->keep && r->over && poll(&p, 1, 0) == 0;
}

int client_open(struct client *c, const char *method, const char *path, struct slice body)
{
    struct request *r = &c->request;
    struct request_parts parts = client_parts(c, method, path);
    bool kept = client_is_kept(r), repeatable = strcmp(method, "GET") == 0;
    unsigned status = 0;
    parts.body = body;
    if (kept) {
        r->until_ms = clock_earlier(c->until_ms, clock_ms() + CLIENT_TIMEOUT_MS + c->slow_ms);
        status = request_send(r, &parts);
    }
    if (status == 0 && (!kept || repeatable)) {
        /* A person may be typing a password for ssh. */
        uint64_t limit_ms = c->target.way == TARGET_SSH ? SSH_TIMEOUT_MS : CLIENT_TIMEOUT_MS;
        uint64_t until_ms = clock_earlier(c->until_ms, clock_ms() + limit_ms + c->slow_ms);
        int failed = client_connect(c, until_ms);
        if (failed)
            return failed;
        r->until_ms = until_ms;
        status = request_send(r, &parts);
    }
    return status == 0 ? client_lost(c) : CLI_DONE;
}

int client_gather(struct client *c)
{
    if (c->request.status < 200 || c->request.status > 299)
        return client_refused(c);
    return request_body(&c->request, c->body, sizeof c->body, &c->body_len) ? CLI_DONE
                                                                            : client_lost(c);
}

int client_ask(struct client *c, const char *method, const char *path, struct slice body)
{
    int failed = client_open(c, method, path, body);
    return failed ? failed : client_gather(c);
}

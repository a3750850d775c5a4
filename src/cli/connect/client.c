/*
 * This machine's server is asked over its local socket, which needs no token; another host over
 * HTTP with one; and through ssh the far side's local socket again. All three are a socket in the
 * end.
 */
#include "cli/connect/client.h"

#include "base/clock.h"
#include "base/errors.h"
#include "cli/cli.h"
#include "cli/connect/socket.h"
#include "os/memory.h"
#include "os/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

struct client *client_start(const char *command, const char *usage, const char *const names[],
                            char *const argv[], int *status)
{
    struct client *c = os_reserve(sizeof *c);
    *status = CLI_REFUSED;
    if (!c)
        return NULL;
    c->request.fd = -1;
    c->request.until_ms = UINT64_MAX;
    c->options.command = command;
    c->options.usage = usage;
    *status = options_read(&c->options, names, argv);
    return *status < 0 ? c : NULL;
}

int client_fail(const struct client *c, int status, const char *what, const char *why)
{
    char storage[1024];
    struct text t;
    if (c->quiet)
        return status;
    text_init(&t, storage, sizeof storage - 1);
    text_str(&t, "boundtty ");
    text_str(&t, c->options.command);
    text_str(&t, ": ");
    text_str(&t, what);
    text_str(&t, ": ");
    text_str(&t, why);
    t.size++;
    text_char(&t, '\n');
    cli_say(2, text_slice(&t));
    return status;
}

static bool is_this_machine(const struct target *t)
{
    struct slice host = slice_of(t->host);
    return slice_equal(host, SLICE("localhost")) || slice_starts(host, SLICE("127.")) ||
           slice_equal(host, SLICE("::1"));
}

/* The first line of a file; false: errno, or 0 where there is none that fits. */
static bool read_token(const char *path, char *to, size_t size)
{
    uint8_t bytes[256];
    struct slice line;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    errno = n < 0 ? errno : 0;
    (void)slice_cut((struct slice){bytes, n > 0 ? (size_t)n : 0}, '\n', &line);
    if (slice_ends(line, SLICE("\r")))
        line.len--;
    return slice_copy(slice_trim(line), to, size) && to[0] != '\0';
}

static int find_token(struct client *c)
{
    const char *file =
        c->options.token_file ? c->options.token_file : getenv("BOUNDTTY_TOKEN_FILE");
    TEXT(t, LIMIT_PATH_BYTES + 8);
    text_str(&t, c->folder);
    text_str(&t, "/token");
    if (!file && is_this_machine(&c->target))
        file = text_end(&t);
    if (!file || read_token(file, c->token, sizeof c->token))
        return CLI_DONE;
    return client_fail(c, CLI_USAGE, file, errno ? error_text(errno) : "holds no token");
}

static void put_where(struct client *c)
{
    const struct target *t = &c->target;
    bool six = slice_find(slice_of(t->host), ':') >= 0;
    struct text w;
    text_init(&w, c->where, sizeof c->where);
    text_str(&w, six ? "[" : "");
    text_str(&w, t->way == TARGET_LOCAL ? "this machine" : t->host);
    text_str(&w, six ? "]" : "");
    if (t->way == TARGET_HTTP) {
        text_char(&w, ':');
        text_u64(&w, t->port ? t->port : TARGET_PORT);
    }
    (void)text_end(&w);
}

int client_target(struct client *c, const char *text, bool host_alone)
{
    const char *wrong = target_parse(slice_of(text ? text : ""), host_alone, &c->target);
    if (wrong)
        return client_fail(c, CLI_USAGE, text, wrong);
    if (c->options.folder ? !slice_copy(slice_of(c->options.folder), c->folder, sizeof c->folder)
                          : !os_state_folder(environ, c->folder, sizeof c->folder))
        return client_fail(c, CLI_USAGE, "the state directory", "there is none that fits; try -S");
    put_where(c);
    return c->target.way == TARGET_HTTP ? find_token(c) : CLI_DONE;
}

static int connect_here(struct client *c, uint64_t until_ms)
{
    char path[LIMIT_PATH_BYTES];
    struct os_address a;
    if (!os_state_socket(c->folder, path, sizeof path) || !os_address_parse(path, &a))
        return client_fail(c, CLI_UNREACHABLE, c->folder, "is too long for a socket in it");
    c->request.fd = socket_connect(&a, until_ms);
    if (c->request.fd >= 0)
        return CLI_DONE;
    return client_fail(c, CLI_UNREACHABLE, path,
                       errno == ENOENT || errno == ECONNREFUSED ? "no server runs here"
                                                                : error_text(errno));
}

static int connect_far(struct client *c, uint64_t until_ms)
{
    uint16_t port = c->target.port ? c->target.port : TARGET_PORT;
    struct resolver *r = &c->resolver;
    if (!resolve(r, c->target.host, port, until_ms))
        return client_fail(c, CLI_UNREACHABLE, c->target.host,
                           errno == ENOENT ? "no host of this name is known"
                                           : "no name server answers");
    /* One that does not answer leaves time for the others. */
    for (size_t i = 0; i < r->found && c->request.fd < 0; i++) {
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
        return connect_here(c, until_ms);
    case TARGET_HTTP:
        return connect_far(c, until_ms);
    case TARGET_SSH:
        c->request.fd = ssh_connect(c);
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
    (void)ssh_end(c);
}

struct asked client_asked(const struct client *c, const char *method, const char *path)
{
    return (struct asked){.method = method,
                          .base = c->options.base,
                          .path = path,
                          .host = c->target.way == TARGET_HTTP ? c->where : NULL,
                          .token = c->token};
}

struct slice client_body(const struct client *c)
{
    return (struct slice){c->body, c->body_len};
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
    close(c->request.fd);
    c->request.fd = -1;
    const char *words = ssh_end(c);
    return client_fail(c, CLI_UNREACHABLE, c->where, words ? words : error_text(error));
}

int client_open(struct client *c, const char *method, const char *path, struct slice body)
{
    struct asked a = client_asked(c, method, path);
    bool kept = c->request.fd >= 0 && c->request.keep && c->request.over;
    unsigned status = 0;
    a.body = body;
    if (kept) {
        c->request.until_ms = clock_ms() + CLIENT_TIMEOUT_MS;
        status = request_ask(&c->request, &a);
    }
    if (status == 0) {
        uint64_t until_ms = clock_ms() + CLIENT_TIMEOUT_MS;
        int failed = client_connect(c, until_ms);
        if (failed)
            return failed;
        /* Who is asked for a password takes his time. */
        c->request.until_ms = c->target.way == TARGET_SSH ? UINT64_MAX : until_ms;
        status = request_ask(&c->request, &a);
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

static void put_encoded(struct text *t, const char *name)
{
    for (; *name; name++) {
        uint8_t b = (uint8_t)*name;
        bool plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
                     strchr("-._~", b) != NULL;
        if (plain) {
            text_char(t, (char)b);
        } else {
            text_char(t, '%');
            text_hex(t, b, 2);
        }
    }
}

const char *client_path(const struct client *c, bool window, const char *rest, struct text *to)
{
    text_str(to, "/api/sessions/");
    put_encoded(to, c->target.session);
    if (window) {
        text_str(to, "/windows/");
        text_u64(to, c->target.window);
    }
    text_str(to, rest);
    return text_end(to);
}

void client_put_name(const struct client *c, struct text *to)
{
    text_str(to, c->target.session);
    text_char(to, ':');
    text_u64(to, c->target.window);
}

/* The first session's name becomes the target's. */
static int find_session(struct client *c)
{
    struct json session;
    size_t cursor = 0, len;
    int failed = client_ask(c, "GET", "/api/sessions", (struct slice){0});
    if (failed)
        return failed;
    if (json_next(json_read(client_body(c)), &cursor, &session) &&
        json_string(json_member(session, "name"), c->target.session, sizeof c->target.session,
                    &len))
        return CLI_DONE;
    return client_fail(c, CLI_NO_TARGET, c->where, "there is no session");
}

int client_find(struct client *c, struct json *window)
{
    char storage[LIMIT_PATH_BYTES];
    struct text path;
    struct json one;
    size_t cursor = 0;
    int failed = c->target.session[0] ? CLI_DONE : find_session(c);
    text_init(&path, storage, sizeof storage);
    if (!failed)
        failed = client_ask(c, "GET", client_path(c, false, "/windows", &path), (struct slice){0});
    if (failed)
        return failed;
    struct json list = json_read(client_body(c));
    *window = (struct json){.type = JSON_BAD};
    while (json_next(list, &cursor, &one)) {
        uint64_t index = 0;
        bool active = false;
        (void)json_u64(json_member(one, "index"), UINT32_MAX, &index);
        (void)json_bool(json_member(one, "active"), &active);
        if (c->target.has_window ? index == c->target.window : active || window->type == JSON_BAD)
            *window = one;
    }
    uint64_t index = 0;
    if (!json_u64(json_member(*window, "index"), UINT32_MAX, &index))
        return client_fail(c, CLI_NO_TARGET, c->target.session, "it has no such window");
    c->target.has_window = true;
    c->target.window = (uint32_t)index;
    return CLI_DONE;
}

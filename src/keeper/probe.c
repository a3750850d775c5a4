/* Each question is asked of the system as a start would ask it, but nothing is created: a unix
 * socket is only looked at, and a port is closed again at once. */
#include "keeper/probe.h"

#include "base/invalid.h"
#include "keeper/listen.h"
#include "os/account.h"
#include "os/address.h"
#include "os/environment.h"
#include "os/execute.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct probe {
    const char *path;   /* folders of programs */
    const char *window; /* name of the window; NULL: the server itself */
    probe_report *report;
} probe;

static void probe_warn(const char *key, struct slice value, const char *why)
{
    TEXT(t, 3 * LIMIT_PATH_BYTES);
    text_str(&t, "warning: ");
    if (probe.window) {
        text_str(&t, "window ");
        text_str(&t, probe.window);
        text_str(&t, ": ");
    }
    (void)invalid(&t, slice_of(key), value, why);
    probe.report(text_slice(&t));
}

static void probe_user(const char *key, const char *name)
{
    uint32_t uid, gid;
    if (name[0] != '\0' && !os_user(name, &uid, &gid))
        probe_warn(key, slice_of(name), "is no user of this machine");
    else if (probe.window && name[0] != '\0' && geteuid() != 0 && uid != geteuid())
        probe_warn(key, slice_of(name), "is another user, which takes root to become");
}

static void probe_exists(const char *key, struct slice path, const char *why)
{
    char name[LIMIT_PATH_BYTES];
    if (path.len > 0 && path.at[0] == '/' && slice_copy(path, name, sizeof name) &&
        access(name, F_OK) != 0)
        probe_warn(key, path, why);
}

static void probe_folder_of(const char *key, struct slice path)
{
    while (path.len > 1 && path.at[path.len - 1] != '/')
        path.len--;
    probe_exists(key, path, "is a folder that does not exist");
}

static void probe_program(const char *key, struct slice words)
{
    struct slice first;
    (void)slice_cut(words, 0, &first);
    if (words.len > 0 && !os_executable((const char *)first.at, probe.path))
        probe_warn(key, first, "is no program in PATH");
}

static void probe_window(const struct declaration *d)
{
    static const char *const programs[SOURCES] = {[SOURCE_SSH] = "ssh", [SOURCE_TMUX] = "tmux"};
    const struct source *s = &d->source;
    char name[LIMIT_NAME_BYTES];
    struct slice value;
    probe.window = d->name;
    if (source_option(s, "user", &value) && slice_copy(value, name, sizeof name))
        probe_user("user", name);
    if (source_option(s, "cwd", &value))
        probe_exists("cwd", value, "is a folder that does not exist");
    if (source_option(s, "log", &value))
        probe_folder_of("log", value);
    if (s->kind == SOURCE_SERIAL && source_option(s, "device", &value))
        probe_exists("device", value, "is not there now");
    probe_program("command", source_argv(s));
    if (programs[s->kind])
        probe_program("source", slice_make(programs[s->kind], strlen(programs[s->kind]) + 1));
}

/* Whether a server answers at the local socket: the ports in use are its own. */
static bool probe_runs(const struct config *c)
{
    struct os_address a;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool runs = fd >= 0 && os_address_parse(c->socket, &a) && connect(fd, &a.at.any, a.len) == 0;
    if (fd >= 0)
        close(fd);
    return runs;
}

static void probe_listen(const char *address)
{
    TEXT(why, 2 * LIMIT_PATH_BYTES);
    struct slice s = slice_of(address);
    text_str(&why, "warning: listen: ");
    if (slice_starts(s, SLICE(OS_ADDRESS_LOCAL))) {
        probe_folder_of("listen", slice_from(s, sizeof OS_ADDRESS_LOCAL - 1));
        return;
    }
    int fd = listen_open(address, &why);
    if (fd >= 0)
        close(fd);
    else
        probe.report(text_slice(&why));
}

void probe_config(const struct config *config, char *const envp[], probe_report *report)
{
    const char *path = os_variable(envp, "PATH");
    uint32_t gid;
    probe = (struct probe){.path = path ? path : OS_DEFAULT_PATH, .report = report};
    if (geteuid() == 0)
        probe_user("user", config->user);
    if (config->socket_group[0] != '\0' && !os_group(config->socket_group, &gid))
        probe_warn("socket-group", slice_of(config->socket_group), "is no group of this machine");
    probe_program("command", slice_make(config->command, config->command_len));
    probe_folder_of("log", slice_of(config->log));
    for (uint16_t i = 0; i < config->listen_count && !probe_runs(config); i++)
        probe_listen(config->listen[i]);
    for (uint16_t i = 0; i < config->window_count; i++)
        probe_window(&config->windows[i]);
}

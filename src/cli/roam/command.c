/* Builds command lines of ssh, with options that make it detect a loss, and report how it ended. */
#include "cli/roam/command.h"

#include "base/bug.h"
#include "base/text.h"

#define CONNECT_S 15 /* ConnectTimeout, or as long as signs of life may be missing */

static void command_add(struct roam_command *c, const char *word)
{
    BUG_UNLESS(c->count < ROAM_ARGUMENTS_MAX);
    c->argv[c->count++] = (char *)(uintptr_t)word;
    c->argv[c->count] = NULL;
}

static void command_add_option(struct roam_command *c, const char *option)
{
    command_add(c, "-o");
    command_add(c, option);
}

/* Adds an option with a number, whose text is kept in the storage. */
static void command_add_number(struct roam_command *c, char storage[32], const char *name,
                               uint64_t value)
{
    struct text t;
    text_init(&t, storage, 32);
    text_str(&t, name);
    text_u64(&t, value);
    command_add_option(c, text_end(&t));
}

/* Adds the options common to both: a connection of its own, whose loss is detected. */
static void command_start(struct roam_command *c, const struct roam_settings *s,
                          const struct roam_plan *plan)
{
    c->count = 0;
    command_add(c, "ssh");
    command_add_number(c, c->alive, "ServerAliveInterval=", s->alive_s);
    command_add_number(c, c->count_max, "ServerAliveCountMax=", s->alive_count);
    uint64_t silent_s = s->alive_s * s->alive_count;
    if (!plan->connect_timeout)
        command_add_number(c, c->connect,
                           "ConnectTimeout=", silent_s > CONNECT_S ? silent_s : CONNECT_S);
    if (plan->remote_command)
        command_add_option(c, "RemoteCommand=none");
}

static void command_add_host(struct roam_command *c, const struct roam_settings *s)
{
    command_add(c, "--");
    command_add(c, s->host);
}

bool roam_command_attach(struct roam_command *c, const struct roam_settings *s,
                         const struct roam_plan *plan, const struct roam_forwards *forwards)
{
    bool control = forwards->folder[0] != '\0';
    command_start(c, s, plan);
    command_add_option(c, "LogLevel=VERBOSE");
    command_add_option(c, control ? "ControlMaster=yes" : "ControlMaster=no");
    command_add_option(c, control ? forwards->control : ROAM_CONTROL "none");
    command_add_option(c, "ControlPersist=no");
    command_add_option(c,
                       s->require_forward ? "ExitOnForwardFailure=yes" : "ExitOnForwardFailure=no");
    command_add(c, "-t");
    if (s->escape) {
        command_add(c, "-e");
        command_add(c, s->escape);
    }
    command_add_host(c, s);
    if (s->plain)
        return true;
    command_add(c, c->remote);
    return roam_remote_attach(s, c->remote);
}

bool roam_command_lives(struct roam_command *c, const struct roam_settings *s,
                        const struct roam_plan *plan)
{
    command_start(c, s, plan);
    command_add_option(c, ROAM_CONTROL "none");
    command_add_option(c, "BatchMode=yes");
    command_add_option(c, "ClearAllForwardings=yes");
    command_add_option(c, "PermitLocalCommand=no");
    command_add_host(c, s);
    command_add(c, c->remote);
    return roam_remote_lives(s, c->remote);
}

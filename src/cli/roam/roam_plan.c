/*
 * ssh -G prints what all of the user's configuration comes to for this host, a line a setting. The
 * files are never read here: aliases, Include, Match and what a later ssh brings are ssh's
 * business.
 *
 * The forwards are ssh's own, too: every attempt asks for all of them, and ssh leaves out what
 * cannot be had (roam_forwards.c asks for it again). ClearAllForwardings would clear those given as
 * -L and -R as well, so that no other choice could be handed to it. They are known here by port, to
 * be told by name where they fail.
 */
#include "base/clock.h"
#include "cli/roam/roam.h"

#include <sys/wait.h>

#define ANSWER_MS 10000
#define ANSWER_MAX (256 * 1024)

/* The port of "8080" or "[::1]:8080"; 0: of a path. */
static uint64_t port_of(struct slice listen)
{
    uint64_t port = 0;
    for (size_t i = listen.len; i > 0; i--)
        if (listen.at[i - 1] == ':') {
            listen = slice_from(listen, i);
            break;
        }
    return slice_u64(listen, &port) ? port : 0;
}

static void note_forward(struct roam_plan *p, enum roam_direction direction, struct slice words)
{
    struct slice listen;
    if (p->forwards == ROAM_FORWARDS)
        return;
    struct roam_forward *f = &p->forward[p->forwards];
    (void)slice_cut(words, ' ', &listen);
    f->direction = direction;
    f->port = port_of(listen);
    if (f->port != 0 && slice_copy(words, f->words, sizeof f->words))
        p->forwards++;
}

static void note(struct roam_plan *p, struct slice line)
{
    struct slice name, value = slice_cut(line, ' ', &name);
    if (slice_equal(name, SLICE("localforward")))
        note_forward(p, ROAM_LOCAL, value);
    else if (slice_equal(name, SLICE("remoteforward")))
        note_forward(p, ROAM_REMOTE, value);
    else if (slice_equal(name, SLICE("dynamicforward")))
        note_forward(p, ROAM_DYNAMIC, value);
    else if (slice_equal(name, SLICE("remotecommand")))
        p->remote_command = !slice_equal(value, SLICE("none"));
    else if (slice_equal(name, SLICE("gatewayports")))
        p->gateway_ports = slice_equal(value, SLICE("yes"));
    else if (slice_equal(name, SLICE("connecttimeout")))
        p->connect_timeout = !slice_equal(value, SLICE("none"));
}

/* What does not fit a line is no setting that is looked for. */
static void take(struct roam *r, struct slice bytes, size_t *len)
{
    while (bytes.len > 0) {
        struct slice part, rest = slice_cut(bytes, '\n', &part);
        bool whole = part.len < bytes.len;
        for (size_t i = 0; i < part.len && *len < sizeof r->line; i++)
            r->line[(*len)++] = (char)part.at[i];
        if (whole && *len < sizeof r->line)
            note(&r->plan, slice_make(r->line, *len));
        if (whole)
            *len = 0;
        bytes = rest;
    }
}

/* What ssh answers goes to take(). False: not in time, or too much of it. */
static bool hear(struct roam *r)
{
    char bytes[512];
    uint64_t until_ms = clock_ms() + ANSWER_MS;
    size_t all = 0, len = 0, n;
    for (;;) {
        enum roam_event event = roam_wait(&r->child, -1, until_ms);
        while ((n = roam_read(&r->child, bytes, sizeof bytes)) > 0 && all <= ANSWER_MAX) {
            take(r, slice_make(bytes, n), &len);
            all += n;
        }
        if (event == ROAM_ENDED)
            return all <= ANSWER_MAX;
        if (event != ROAM_READABLE || all > ANSWER_MAX)
            return false;
    }
}

static bool failed(const char *why)
{
    roam_say(slice_of(why));
    return false;
}

bool roam_plan(struct roam *r)
{
    static const char *const words[] = {"ssh", "-G", "-T", "--"};
    size_t n = 0;
    for (; n < COUNT(words); n++)
        r->argv[n] = (char *)(uintptr_t)words[n];
    r->argv[n++] = (char *)(uintptr_t)r->set.host;
    r->argv[n] = NULL;
    if (roam_start(&r->child, r->argv, ROAM_QUESTION, false) != 0)
        return failed("no program can be started");
    bool heard = hear(r);
    roam_end(&r->child);
    int status = r->child.status;
    if (roam_signal() != 0)
        return false;
    if (!heard)
        return failed("ssh -G, which tells this host's configuration, gave no answer in time");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return failed("there is no ssh in PATH");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return failed(
            "ssh -G, which tells this host's configuration, failed (OpenSSH 6.8 and later "
            "have it)");
    return true;
}

void roam_forward_failed(struct roam *r, bool remote, uint64_t port)
{
    struct roam_plan *p = &r->plan;
    for (unsigned i = 0; i < p->forwards; i++) {
        struct roam_forward *f = &p->forward[i];
        if ((f->direction == ROAM_REMOTE) != remote || f->port != port || f->failed)
            continue;
        TEXT(t, LIMIT_PATH_BYTES + 128);
        text_str(&t, remote                         ? "RemoteForward "
                     : f->direction == ROAM_DYNAMIC ? "DynamicForward "
                                                    : "LocalForward ");
        text_str(&t, f->words);
        text_str(&t, remote ? ": the far side refuses the port" : ": the port is taken");
        text_str(&t, r->set.require_forward ? "" : "; left out, and tried again");
        roam_say(text_slice(&t));
        f->failed = true;
        return;
    }
}

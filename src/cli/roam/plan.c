/*
 * Reads the user's effective configuration for a host: ssh -G prints it, one setting a line. The
 * files are never read here; aliases, Include, Match and features of later versions are left to
 * ssh.
 *
 * The forwards remain ssh's own, too: every attempt requests all of them, and ssh leaves out those
 * that fail (forwards.c requests them again). ClearAllForwardings would also clear those given as
 * -L and -R, which rules out another choice. The forwards are known here by port, so that failures
 * can be reported by name.
 */
#include "cli/roam/plan.h"

#include "base/clock.h"
#include "base/slice.h"
#include "cli/exit_status.h"
#include "cli/roam/child.h"
#include "cli/say.h"

#include <sys/wait.h>

#define ANSWER_MS 10000
#define ANSWER_BYTES_MAX (256 * 1024)
#define LINE_BYTES_MAX 1024

/* The line being read. Bytes that do not fit are dropped: such a line is not one of the settings
 * needed. */
struct plan_line {
    size_t len;
    char bytes[LINE_BYTES_MAX];
};

/* Returns the port of "8080" or "[::1]:8080"; 0 for a path. */
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

static void plan_note_forward(struct roam_plan *p, enum roam_direction direction,
                              struct slice words)
{
    struct slice listen;
    if (p->forwards == ROAM_FORWARDS_MAX)
        return;
    struct roam_forward *f = &p->forward[p->forwards];
    (void)slice_cut(words, ' ', &listen);
    f->direction = direction;
    f->port = port_of(listen);
    if (f->port != 0 && slice_copy(words, f->words, sizeof f->words))
        p->forwards++;
}

static void plan_note(struct roam_plan *p, struct slice line)
{
    static const struct {
        struct slice name;
        enum roam_direction direction;
    } forwards[] = {{{(const uint8_t *)"localforward", 12}, ROAM_LOCAL},
                    {{(const uint8_t *)"remoteforward", 13}, ROAM_REMOTE},
                    {{(const uint8_t *)"dynamicforward", 14}, ROAM_DYNAMIC}};
    struct slice name, value = slice_cut(line, ' ', &name);
    for (size_t i = 0; i < COUNT(forwards); i++)
        if (slice_equal(name, forwards[i].name))
            plan_note_forward(p, forwards[i].direction, value);
    if (slice_equal(name, SLICE("remotecommand")))
        p->remote_command = !slice_equal(value, SLICE("none"));
    else if (slice_equal(name, SLICE("gatewayports")))
        p->gateway_ports = slice_equal(value, SLICE("yes"));
    else if (slice_equal(name, SLICE("connecttimeout")))
        p->connect_timeout = !slice_equal(value, SLICE("none"));
}

static void plan_take(struct roam_plan *p, struct plan_line *line, struct slice bytes)
{
    while (bytes.len > 0) {
        struct slice part, rest = slice_cut(bytes, '\n', &part);
        bool whole = part.len < bytes.len;
        for (size_t i = 0; i < part.len && line->len < sizeof line->bytes; i++)
            line->bytes[line->len++] = (char)part.at[i];
        if (whole && line->len < sizeof line->bytes)
            plan_note(p, slice_make(line->bytes, line->len));
        if (whole)
            line->len = 0;
        bytes = rest;
    }
}

/* Reads the output of ssh. False if it is too late or too long. */
static bool plan_receive(struct roam_plan *p, struct roam_child *c)
{
    char bytes[512];
    struct plan_line line = {0};
    uint64_t until_ms = clock_ms() + ANSWER_MS;
    size_t all = 0, n;
    for (;;) {
        enum roam_event event = roam_child_wait(c, -1, until_ms);
        while ((n = roam_child_read(c, bytes, sizeof bytes)) > 0 && all <= ANSWER_BYTES_MAX) {
            plan_take(p, &line, slice_make(bytes, n));
            all += n;
        }
        if (event == ROAM_ENDED)
            return all <= ANSWER_BYTES_MAX;
        if (event != ROAM_READABLE || all > ANSWER_BYTES_MAX)
            return false;
    }
}

static bool plan_fail(const char *why)
{
    cli_error("roam", slice_of(why));
    return false;
}

bool roam_plan_read(struct roam_plan *p, const char *host)
{
    const char *const argv[] = {"ssh", "-G", "-T", "--", host, NULL};
    struct roam_child c;
    if (roam_child_start(&c, (char *const *)(uintptr_t)argv, ROAM_QUESTION, false) != 0)
        return plan_fail("no process can be started");
    bool received = plan_receive(p, &c);
    roam_child_end(&c);
    if (roam_signal() != 0)
        return false;
    if (!received)
        return plan_fail("ssh -G, which prints this host's configuration, gave no answer in time");
    if (WIFEXITED(c.status) && WEXITSTATUS(c.status) == CLI_NOT_STARTED)
        return plan_fail("ssh is not in PATH; install OpenSSH's client");
    if (!WIFEXITED(c.status) || WEXITSTATUS(c.status) != 0)
        return plan_fail("ssh -G, which prints this host's configuration, failed (OpenSSH 6.8 and "
                         "later have it)");
    return true;
}

/*
 * Runs the system's own ssh repeatedly. It finds or creates a session of tmux (or screen) on the
 * remote host and shows it; after a lost connection it starts again, for ever. It ends when a
 * person detaches, when the remote program ends, or when no further attempt would help.
 */
#include "cli/roam/roam.h"

#include "base/clock.h"
#include "cli/exit_status.h"
#include "cli/roam/report.h"
#include "cli/say.h"
#include "os/memory.h"
#include "os/random.h"

static int roam_fail(int status, const char *sentence)
{
    cli_error("roam", slice_of(sentence));
    return status;
}

/* Returns the exit status for a signal, if one asks roam to end; else the given one. */
static int roam_status(int status)
{
    return roam_signal() != 0 ? CLI_SIGNALLED + roam_signal() : status;
}

/* Makes attempts until one is final. */
static int roam_run(struct roam *r)
{
    for (;;) {
        uint64_t next_ms = clock_ms() + r->set.interval_ms;
        bool done = roam_attempt(r);
        if (roam_signal() != 0)
            return roam_status(CLI_LINE_LOST);
        if (!done)
            return roam_fail(CLI_LINE_LOST, "ssh cannot be started");
        enum roam_verdict v = roam_judge(r);
        int status = roam_report(r, v);
        /* Ended locally, for example by ~.: leave time to press q. */
        if (r->messages.closed && !r->messages.dropped)
            next_ms = clock_ms() + r->set.interval_ms;
        const char *what = r->reached ? "line lost" : "no line";
        if (v != ROAM_LOST || !roam_terminal_wait(&r->terminal, what, next_ms))
            return roam_status(status);
    }
}

/* Gives this roam an id, by which its own earlier clients are known on the remote host. */
static void roam_set_id(struct roam_settings *s)
{
    uint8_t random[(sizeof s->id - 1) / 2];
    struct text t;
    if (!os_random(random, sizeof random))
        return;
    text_init(&t, s->id, sizeof s->id);
    for (size_t i = 0; i < sizeof random; i++)
        text_hex(&t, random[i], 2);
    (void)text_end(&t);
}

int cli_roam(char *const argv[])
{
    struct roam *r = os_reserve(sizeof *r);
    if (!r)
        return roam_fail(CLI_REFUSED, "out of memory");
    int status = roam_settings_read(&r->set, argv);
    if (status >= 0)
        return status;
    roam_set_id(&r->set);
    if (!roam_terminal_save(&r->terminal))
        return roam_fail(CLI_USAGE, "its input and output must be a terminal");
    if (!roam_remote_attach(&r->set, r->command.remote))
        return roam_fail(CLI_USAGE,
                         "the names of the session and the socket are too long together");
    if (!roam_catch_signals())
        return roam_fail(CLI_REFUSED, "signals cannot be caught");
    if (!roam_plan_read(&r->plan, r->set.host))
        return roam_status(CLI_LINE_LOST);
    roam_forwards_open(&r->forwards, &r->set, &r->plan);
    status = roam_run(r);
    roam_forwards_close(&r->forwards);
    return status;
}

/* Prints how an attempt ended, and with -V whether the session lives. */
#include "cli/roam/report.h"

#include "base/clock.h"
#include "cli/exit_status.h"
#include "cli/say.h"

#include <signal.h>
#include <sys/wait.h>

#define ASK_MS 8000 /* limit of the check of the session after a loss, with -V */

static void report_say(const char *a, const char *b, const char *c)
{
    TEXT(t, 512);
    text_str(&t, a);
    text_str(&t, b);
    text_str(&t, c);
    cli_error_raw("roam", text_slice(&t));
}

/* Checks over a separate connection whether the session lives. */
static const char *report_ask(struct roam *r)
{
    struct roam_child c;
    if (!roam_command_lives(&r->command, &r->set, &r->plan) ||
        roam_child_start(&c, r->command.argv, ROAM_QUESTION, true) != 0 ||
        !roam_child_finish(&c, clock_ms() + ASK_MS))
        return "cannot be asked";
    if (!WIFEXITED(c.status) || WEXITSTATUS(c.status) > 1)
        return "cannot be asked";
    return WEXITSTATUS(c.status) == 0 ? "lives" : "is gone";
}

static const char *session_state(struct roam *r, enum roam_verdict v)
{
    if (r->set.plain)
        return "is a shell alone";
    if (v == ROAM_LOST || v == ROAM_REFUSED)
        return r->reached ? report_ask(r) : "was not reached";
    bool lives = v == ROAM_DETACHED || WEXITSTATUS(r->child.status) == ROAM_LIVES_FAILED;
    return lives ? "lives" : "is gone";
}

/* Prints, with -V, how ssh ended, whether the session lives, and what follows from that. */
static void report_all(struct roam *r, enum roam_verdict v)
{
    static const char *const names[] = {[ROAM_DETACHED] = "a detach",
                                        [ROAM_EXITED] = "the remote program's end",
                                        [ROAM_LOST] = "a lost line",
                                        [ROAM_REFUSED] = "a refusal"};
    int status = r->child.status;
    TEXT(t, 256);
    text_str(&t, WIFSIGNALED(status) ? "ssh was ended by signal " : "ssh ended with status ");
    text_i64(&t, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    text_str(&t, "; the remote session ");
    text_str(&t, session_state(r, v));
    text_str(&t, "; this was ");
    text_str(&t, names[v]);
    cli_error_raw("roam", text_slice(&t));
}

/* Prints the exit status of the remote program, with an explanation if it needs one. */
static void report_status(const struct roam *r, const char *what, int code)
{
    bool killed =
        code == CLI_SIGNALLED + SIGKILL || code == CLI_LINE_LOST || (code == 1 && !r->set.plain);
    TEXT(status, 48);
    text_str(&status, " has ended with status ");
    text_u64(&status, (uint64_t)code);
    report_say(what, text_end(&status),
               killed ? ": it was killed, possibly out of memory, or has failed" : "");
}

static void report_plain_exit(const struct roam *r, int code)
{
    if (code == 0)
        report_say("the remote shell has ended", "", "");
    else
        report_status(r, "the remote shell", code);
}

static void report_exit(const struct roam *r)
{
    const char *program = r->set.screen ? "screen" : "tmux";
    int code = WEXITSTATUS(r->child.status);
    TEXT(what, 64);
    text_str(&what, program);
    text_str(&what, " on the remote host");
    if (r->set.plain)
        report_plain_exit(r, code);
    else if (code == 0)
        report_say("the remote session has ended", "", "");
    else if (code == CLI_NOT_STARTED)
        report_say("the remote host has no ", program,
                   "; install it, or use -S for screen, --none for a shell alone");
    else if (code == ROAM_LIVES_FAILED)
        report_say(text_end(&what), " cannot show the session, which lives", "");
    else
        report_status(r, text_end(&what), code);
}

static void report_refusal(const struct roam *r)
{
    const struct roam_messages *m = &r->messages;
    if (m->refused)
        report_say(r->set.host, " refuses this user", "; no further attempt is made");
    else if (m->host_key_mismatch)
        report_say(r->set.host, "'s host key could not be verified",
                   "; no further attempt is made");
    else if (m->unknown_host)
        report_say(r->set.host, " is an unknown host", "; no further attempt is made");
    else
        report_say("ssh itself has failed", "; no further attempt is made", "");
}

static void report_loss(const struct roam *r)
{
    int status = r->child.status;
    if (r->messages.dropped)
        report_say(r->messages.why, "", "");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        report_say("ssh was killed, possibly out of memory", "", "");
    else if (WIFEXITED(status) && WEXITSTATUS(status) == ROAM_LIVES_KILLED && !r->set.plain)
        report_say("what shows the session on the remote host was killed (137)",
                   ", possibly out of memory", "");
    else if (r->messages.forward_refused && r->set.require_forward)
        report_say("a forward is refused, and --require-forward requires all of them", "", "");
}

int roam_report(struct roam *r, enum roam_verdict v)
{
    if (r->set.verbose)
        report_all(r, v);
    int code = WIFEXITED(r->child.status) ? WEXITSTATUS(r->child.status) : CLI_LINE_LOST;
    switch (v) {
    case ROAM_DETACHED:
        report_say("detached; the remote session lives on at ", r->set.host, "");
        return CLI_DONE;
    case ROAM_EXITED:
        report_exit(r);
        return code == ROAM_LIVES_FAILED && !r->set.plain ? CLI_REFUSED : code;
    case ROAM_REFUSED:
        report_refusal(r);
        return code;
    case ROAM_LOST:
        report_loss(r);
    }
    return CLI_LINE_LOST;
}

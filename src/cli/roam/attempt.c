/* Runs one ssh, handles its messages and forwards, and judges how it ended. */
#include "cli/roam/attempt.h"

#include "base/clock.h"
#include "cli/exit_status.h"

#include <sys/wait.h>

#define LAST_MS 200 /* wait for the last messages after the end of ssh */

/* Reads the last messages. A process that ssh leaves running (a ProxyCommand) may keep the pipe
 * open; its own messages are not awaited. */
static void attempt_read_last(struct roam *r)
{
    uint64_t until_ms = clock_ms() + LAST_MS;
    struct roam_child *c = &r->child;
    do
        roam_messages_read(&r->messages, c);
    while (c->pipe >= 0 && roam_child_wait(c, -1, until_ms) == ROAM_READABLE);
    roam_messages_end(&r->messages);
}

/* Waits for the end of ssh, handling its messages and requesting failed forwards again. */
static enum roam_event attempt_wait(struct roam *r)
{
    for (;;) {
        uint64_t due_ms = roam_forwards_due(&r->forwards, &r->messages);
        enum roam_event event = roam_child_wait(&r->child, -1, due_ms);
        if (event == ROAM_READABLE)
            roam_messages_read(&r->messages, &r->child);
        else if (event == ROAM_LATE)
            roam_forwards_retry(&r->forwards, &r->messages, &r->child);
        else
            return event;
    }
}

bool roam_attempt(struct roam *r)
{
    roam_messages_start(&r->messages, &r->set, &r->plan);
    roam_forwards_start(&r->forwards);
    if (!roam_command_attach(&r->command, &r->set, &r->plan, &r->forwards) ||
        roam_child_start(&r->child, r->command.argv, ROAM_SESSION, false) != 0)
        return false;
    enum roam_event event = attempt_wait(r);
    if (event == ROAM_ENDED)
        attempt_read_last(r);
    roam_child_end(&r->child);
    roam_terminal_restore(&r->terminal, r->messages.authenticated);
    r->reached = r->reached || r->messages.authenticated;
    return event == ROAM_ENDED;
}

/* Judges by the exit status of the remote script (remote.h). */
static enum roam_verdict judge_script(int status)
{
    if (status == ROAM_LIVES)
        return ROAM_DETACHED;
    return status == ROAM_LIVES_KILLED ? ROAM_LOST : ROAM_EXITED;
}

/* Judges an exit status of ssh's own: a refusal, a loss, or a remote program with the same
 * status. */
static enum roam_verdict judge_ssh(const struct roam *r)
{
    const struct roam_messages *m = &r->messages;
    if (m->refused || (!r->reached && (m->host_key_mismatch || m->unknown_host)))
        return ROAM_REFUSED;
    /* The script never ends with this status: it was killed, and the session may live. A shell may
     * end with it. */
    return r->set.plain && m->closed && !m->dropped ? ROAM_EXITED : ROAM_LOST;
}

enum roam_verdict roam_judge(const struct roam *r)
{
    int status = r->child.status;
    if (WIFSIGNALED(status))
        return ROAM_LOST;
    if (WEXITSTATUS(status) == CLI_LINE_LOST)
        return judge_ssh(r);
    if (!r->messages.authenticated)
        return ROAM_REFUSED;
    return r->set.plain ? ROAM_EXITED : judge_script(WEXITSTATUS(status));
}

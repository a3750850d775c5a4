/*
 * Requests failed forwards again. A forward that failed at the start of an attempt often succeeds a
 * little later: until the remote host notices that the old connection was lost, its port stays in
 * use. Therefore ssh is made the master of a control socket in a private folder, and is asked there
 * for the missing forwards every RETRY_MS. Its message about another failure would appear in the
 * middle of a screen; it is suppressed (messages.c), since the failure was reported before.
 *
 * If no such folder can be made, failed forwards wait for the next attempt.
 */
#include "cli/roam/forwards.h"

#include "base/clock.h"
#include "base/text.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define RETRY_MS 5000
#define ANSWER_MS 3000
#define LOOPBACK "[localhost]:"
#define FOLDER_NAME "/boundtty-roam-XXXXXX"
/* ssh adds 17 bytes while it creates the socket, whose path is limited to 104 on some systems. */
#define FOLDER_MAX 80

_Static_assert(FOLDER_MAX <= ROAM_FOLDER_BYTES, "the folder's path is kept");

/* Makes the folder in one of the usual places; false if none allows it. */
static bool forwards_make_folder(char folder[ROAM_FOLDER_BYTES])
{
    const char *const places[] = {getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp"};
    for (size_t i = 0; i < COUNT(places); i++) {
        struct text t;
        text_init(&t, folder, FOLDER_MAX);
        text_str(&t, places[i] ? places[i] : "");
        text_str(&t, FOLDER_NAME);
        (void)text_end(&t);
        if (places[i] && places[i][0] == '/' && !t.cut && mkdtemp(folder))
            return true;
    }
    folder[0] = '\0';
    return false;
}

void roam_forwards_open(struct roam_forwards *f, const struct roam_settings *set,
                        struct roam_plan *plan)
{
    f->set = set;
    f->plan = plan;
    f->folder[0] = f->control[0] = '\0';
    if (plan->forwards == 0 || set->require_forward || !forwards_make_folder(f->folder))
        return;
    struct text t;
    text_init(&t, f->control, sizeof f->control);
    text_str(&t, ROAM_CONTROL);
    text_str(&t, f->folder);
    text_str(&t, "/s");
    (void)text_end(&t);
}

void roam_forwards_start(struct roam_forwards *f)
{
    f->retried_ms = clock_ms();
    if (f->folder[0] != '\0')
        (void)unlink(f->control + sizeof ROAM_CONTROL - 1);
}

void roam_forwards_close(struct roam_forwards *f)
{
    roam_forwards_start(f);
    if (f->folder[0] != '\0')
        (void)rmdir(f->folder);
}

/* Whether the address can be written in another way, which is necessary since ssh refuses a forward
 * that it believes to have. */
static bool has_other_name(const struct roam_plan *plan, const struct roam_forward *f)
{
    struct slice words = slice_of(f->words);
    if (slice_starts(words, SLICE(LOOPBACK)))
        return true;
    /* With GatewayPorts a port without an address listens on all addresses. */
    return words.at[0] >= '0' && words.at[0] <= '9' &&
           (f->direction == ROAM_REMOTE || !plan->gateway_ports);
}

uint64_t roam_forwards_due(const struct roam_forwards *f, const struct roam_messages *m)
{
    if (f->folder[0] == '\0' || !m->authenticated)
        return UINT64_MAX;
    for (unsigned i = 0; i < f->plan->forwards; i++)
        if (f->plan->forward[i].failed && has_other_name(f->plan, &f->plan->forward[i]))
            return f->retried_ms + RETRY_MS;
    return UINT64_MAX;
}

/* Writes "8080 [localhost]:80" as an argument of -L, under its other name. */
static const char *forwards_argument(char *storage, size_t size, const struct roam_forward *f)
{
    struct text t;
    bool named = slice_starts(slice_of(f->words), SLICE(LOOPBACK));
    text_init(&t, storage, size);
    text_str(&t, named ? "" : LOOPBACK);
    for (const char *c = f->words + (named ? sizeof LOOPBACK - 1 : 0); *c; c++)
        text_char(&t, *c == ' ' ? ':' : *c);
    return text_end(&t);
}

/* Asks the master for a forward; returns whether it succeeded. */
static bool forwards_ask(const struct roam_forwards *f, const struct roam_forward *forward)
{
    static const char *const flags[] = {
        [ROAM_LOCAL] = "-L", [ROAM_REMOTE] = "-R", [ROAM_DYNAMIC] = "-D"};
    char words[LIMIT_PATH_BYTES + sizeof LOOPBACK];
    const char *const argv[] = {"ssh",
                                "-F",
                                "none",
                                "-o",
                                f->control,
                                "-O",
                                "forward",
                                flags[forward->direction],
                                forwards_argument(words, sizeof words, forward),
                                "--",
                                f->set->host,
                                NULL};
    struct roam_child c;
    if (roam_child_start(&c, (char *const *)(uintptr_t)argv, ROAM_QUESTION, true) != 0)
        return false;
    return roam_child_finish(&c, clock_ms() + ANSWER_MS) && WIFEXITED(c.status) &&
           WEXITSTATUS(c.status) == 0;
}

void roam_forwards_retry(struct roam_forwards *f, struct roam_messages *m,
                         struct roam_child *session)
{
    m->repeated = true;
    for (unsigned i = 0; i < f->plan->forwards; i++) {
        struct roam_forward *forward = &f->plan->forward[i];
        if (forward->failed && has_other_name(f->plan, forward))
            forward->failed = !forwards_ask(f, forward);
    }
    roam_messages_read(m, session);
    roam_messages_end(m); /* ssh writes no newline after that message */
    m->repeated = false;
    f->retried_ms = clock_ms();
}

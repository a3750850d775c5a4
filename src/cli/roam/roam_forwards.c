/*
 * A forward that could not be had at the start of an attempt can often be had a little later: the
 * far side may still hold the port for the line that was lost, until it learns of that itself. So
 * ssh is made the master of a control socket of roam's own, in a folder that nobody else can enter,
 * and is asked there for what is missing, each RETRY_MS. What it then says of its failure would be
 * written into the midst of a screen: it is left out (roam_words.c), since it has been said before.
 *
 * Where no such folder can be made, the next attempt is the next chance.
 */
#include "base/clock.h"
#include "cli/roam/roam.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define RETRY_MS 5000
#define ANSWER_MS 3000
#define LOOPBACK "[localhost]:"
#define NAME "/boundtty-roam-XXXXXX"
/* ssh adds 17 bytes to it while it makes the socket, whose path has 104 at most in some systems. */
#define FOLDER_MAX 80

void roam_forwards_open(struct roam *r)
{
    const char *const places[] = {getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp"};
    if (r->plan.forwards == 0 || r->set.require_forward)
        return;
    for (size_t i = 0; i < COUNT(places); i++) {
        struct text t;
        text_init(&t, r->folder, FOLDER_MAX);
        text_str(&t, places[i] ? places[i] : "");
        text_str(&t, NAME);
        text_end(&t);
        if (places[i] && places[i][0] == '/' && !t.cut && mkdtemp(r->folder))
            break;
        r->folder[0] = '\0';
    }
    if (r->folder[0] == '\0')
        return;
    struct text t;
    text_init(&t, r->control, sizeof r->control);
    text_str(&t, ROAM_CONTROL);
    text_str(&t, r->folder);
    text_str(&t, "/s");
    text_end(&t);
}

/* A killed ssh leaves its socket, which the next one would not take. */
void roam_forwards_clear(const struct roam *r)
{
    if (r->folder[0] != '\0')
        (void)unlink(r->control + sizeof ROAM_CONTROL - 1);
}

void roam_forwards_close(const struct roam *r)
{
    roam_forwards_clear(r);
    if (r->folder[0] != '\0')
        (void)rmdir(r->folder);
}

static bool has_other_name(const struct roam *r, const struct roam_forward *f)
{
    struct slice words = slice_of(f->words);
    if (slice_starts(words, SLICE(LOOPBACK)))
        return true;
    /* With GatewayPorts no address is every one. */
    return words.at[0] >= '0' && words.at[0] <= '9' &&
           (f->direction == ROAM_REMOTE || !r->plan.gateway_ports);
}

uint64_t roam_forwards_due(const struct roam *r)
{
    if (r->folder[0] != '\0' && r->words.authenticated)
        for (unsigned i = 0; i < r->plan.forwards; i++)
            if (r->plan.forward[i].failed && has_other_name(r, &r->plan.forward[i]))
                return r->retried_ms + RETRY_MS;
    return UINT64_MAX;
}

/* "8080 [localhost]:80" as an argument of -L, by its other name. */
static const char *argument(char *storage, size_t size, const struct roam_forward *f)
{
    struct text t;
    bool named = slice_starts(slice_of(f->words), SLICE(LOOPBACK));
    text_init(&t, storage, size);
    text_str(&t, named ? "" : LOOPBACK);
    for (const char *c = f->words + (named ? sizeof LOOPBACK - 1 : 0); *c; c++)
        text_char(&t, *c == ' ' ? ':' : *c);
    return text_end(&t);
}

/* True: the master has it now. */
static bool ask(struct roam *r, const struct roam_forward *f)
{
    static const char *const flags[] = {
        [ROAM_LOCAL] = "-L", [ROAM_REMOTE] = "-R", [ROAM_DYNAMIC] = "-D"};
    char words[LIMIT_PATH_BYTES + sizeof LOOPBACK];
    const char *const argv[] = {"ssh",
                                "-F",
                                "none",
                                "-o",
                                r->control,
                                "-O",
                                "forward",
                                flags[f->direction],
                                argument(words, sizeof words, f),
                                "--",
                                r->set.host,
                                NULL};
    struct roam_child c;
    enum roam_event event;
    uint64_t until_ms = clock_ms() + ANSWER_MS;
    if (roam_start(&c, (char *const *)(uintptr_t)argv, ROAM_QUESTION, true) != 0)
        return false;
    while ((event = roam_wait(&c, -1, until_ms)) == ROAM_READABLE)
        (void)roam_read(&c, r->line, sizeof r->line);
    roam_end(&c);
    return event == ROAM_ENDED && WIFEXITED(c.status) && WEXITSTATUS(c.status) == 0;
}

void roam_forwards_retry(struct roam *r)
{
    r->words.known = true;
    for (unsigned i = 0; i < r->plan.forwards; i++) {
        struct roam_forward *f = &r->plan.forward[i];
        if (f->failed && has_other_name(r, f))
            f->failed = !ask(r, f);
    }
    roam_words_read(r);
    roam_words_end(r); /* ssh writes no end of that line */
    r->words.known = false;
    r->retried_ms = clock_ms();
}

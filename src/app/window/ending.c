/* The words for endings and failures. An ending is the status of wait() and whether the keeper
 * saw signs of memory running out; a failure is an errno and its subject: the program, the
 * device, the user or the directory. */
#include "app/window/ending.h"

#include "app/window/outage.h"
#include "base/errors.h"
#include "board/message.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

static void ending_put_signal(struct text *to, int signal)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {SIGHUP, "SIGHUP"},   {SIGINT, "SIGINT"},   {SIGQUIT, "SIGQUIT"}, {SIGILL, "SIGILL"},
        {SIGABRT, "SIGABRT"}, {SIGFPE, "SIGFPE"},   {SIGKILL, "SIGKILL"}, {SIGSEGV, "SIGSEGV"},
        {SIGPIPE, "SIGPIPE"}, {SIGALRM, "SIGALRM"}, {SIGTERM, "SIGTERM"}, {SIGBUS, "SIGBUS"},
        {SIGSYS, "SIGSYS"},   {SIGTRAP, "SIGTRAP"}, {SIGUSR1, "SIGUSR1"}, {SIGUSR2, "SIGUSR2"},
        {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (names[i].number == signal) {
            text_str(to, names[i].name);
            return;
        }
    }
    text_str(to, "signal ");
    text_i64(to, signal);
}

/* Returns the subject of the errno; empty: it has no name. */
static struct slice ending_subject(const struct window *w)
{
    static const char *const options[START_STEPS] = {
        [START_EXEC] = "device", [START_USER] = "user", [START_DIRECTORY] = "cwd"};
    int32_t step = w->phase == PHASE_FAILED ? w->status : START_EXEC;
    struct slice words = windows_words(w), subject = {0};
    if (step == START_TERMINAL)
        return slice_of(error_text(w->error));
    if (step == START_EXEC && words.len > 0)
        slice_cut(words, 0, &subject);
    else if (step >= 0 && step < START_STEPS)
        (void)source_option(&w->source, options[step], &subject);
    return subject;
}

/* Returns the failure in words that the errno alone would not have. */
static const char *ending_failure(const struct window *w)
{
    int32_t step = w->phase == PHASE_FAILED ? w->status : START_EXEC;
    if (step == START_USER && w->error == ESRCH)
        return "unknown user";
    if (step == START_USER && w->error == EPERM)
        return "only root can run programs of another user";
    if (step == START_DIRECTORY && w->error == ENOENT)
        return "no such folder";
    if (step == START_TERMINAL)
        return "no PTY can be had";
    return error_text(w->error);
}

static void ending_put_failure(const struct window *w, struct text *to)
{
    struct slice subject = ending_subject(w), why = {0};
    if (w->phase == PHASE_AWAY)
        why = outage_why(&w->line.outage);
    text_add(to, why.len > 0 ? why : slice_of(ending_failure(w)));
    text_str(to, subject.len > 0 ? ": " : "");
    text_add(to, slice_part(subject, 0, LIMIT_NAME_BYTES));
}

int ending_status(const struct window *w)
{
    if (w->phase == PHASE_FAILED)
        return 127;
    if (w->phase != PHASE_ENDED)
        return -1;
    return WIFSIGNALED(w->status) ? 128 + WTERMSIG(w->status) : WEXITSTATUS(w->status);
}

void ending_put(const struct window *w, struct text *to)
{
    if (w->phase == PHASE_FAILED || w->phase == PHASE_AWAY) {
        ending_put_failure(w, to);
        return;
    }
    if (w->phase != PHASE_ENDED)
        return;
    if (WIFSIGNALED(w->status)) {
        text_str(to, "killed by ");
        ending_put_signal(to, WTERMSIG(w->status));
    } else {
        text_str(to, "exit status ");
        text_i64(to, WEXITSTATUS(w->status));
    }
    if (w->memory != MEMORY_NOT)
        text_str(to,
                 w->memory == MEMORY_CERTAINLY ? ", out of memory" : ", possibly out of memory");
}

/* Reports failed assertions: the place goes to stderr in one write and to the log as this process's
 * last line; then the process aborts. */
#include "base/bug.h"

#include "base/log.h"

#include <stdlib.h>
#include <unistd.h>

#define SAID "boundtty: bug at "

static void bug_log(struct slice where, const char *what)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "bug");
    log_str(&l, "at", where);
    log_str(&l, "what", slice_of(what));
    log_last(&l);
}

_Noreturn void bug_die(const char *file, int line, const char *what)
{
    char storage[256];
    struct text t;
    text_init(&t, storage, sizeof storage - 1);
    text_str(&t, SAID);
    text_str(&t, file);
    text_char(&t, ':');
    text_i64(&t, line);
    bug_log(slice_from(text_slice(&t), sizeof SAID - 1), what);
    text_str(&t, ": ");
    text_str(&t, what);
    storage[t.len] = '\n';
    if (write(2, storage, t.len + 1) < 0)
        _exit(134);
    abort();
}

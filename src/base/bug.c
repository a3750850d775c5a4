/* Says where, in one write, and aborts. */
#include "base/bug.h"

#include "base/text.h"

#include <stdlib.h>
#include <unistd.h>

_Noreturn void bug_die(const char *file, int line, const char *what)
{
    char storage[256];
    struct text t;
    text_start(&t, storage, sizeof storage - 1);
    text_str(&t, "boundtty: bug at ");
    text_str(&t, file);
    text_char(&t, ':');
    text_i64(&t, line);
    text_str(&t, ": ");
    text_str(&t, what);
    storage[t.len] = '\n';
    if (write(2, storage, t.len + 1) < 0)
        _exit(134);
    abort();
}

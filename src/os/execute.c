/* Replaces execvp(), which allocates in some libcs, and takes PATH only from the process's own
 * environment. */
#include "os/execute.h"

#include "base/text.h"
#include "limits.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FULL_BYTES (2 * LIMIT_PATH_BYTES)

/* Writes the path of the file in the next folder of `rest`. False: no further folder. */
static bool execute_next(struct slice *rest, const char *file, char full[FULL_BYTES])
{
    struct slice folder;
    while (rest->len > 0) {
        struct text t;
        *rest = slice_cut(*rest, ':', &folder);
        text_init(&t, full, FULL_BYTES);
        text_add(&t, folder.len > 0 ? folder : SLICE("."));
        text_char(&t, '/');
        text_str(&t, file);
        text_end(&t);
        if (!t.cut)
            return true;
    }
    return false;
}

int os_execute(const char *file, char *const argv[], char *const envp[], const char *path)
{
    char full[FULL_BYTES];
    struct stat st;
    int error = ENOENT;
    if (strchr(file, '/')) {
        execve(file, argv, envp);
        return errno;
    }
    for (struct slice rest = slice_of(path); execute_next(&rest, file, full);) {
        execve(full, argv, envp);
        int why = errno;
        if (stat(full, &st) == 0) /* the error counts only if the file is visible */
            error = why;
    }
    return error;
}

bool os_executable(const char *file, const char *path)
{
    char full[FULL_BYTES];
    bool found = strchr(file, '/') && access(file, X_OK) == 0;
    for (struct slice rest = slice_of(path); !found && !strchr(file, '/');) {
        if (!execute_next(&rest, file, full))
            return false;
        found = access(full, X_OK) == 0;
    }
    return found;
}

/* Replaces execvp(), which allocates in some libcs, and takes PATH only from the process's own
 * environment. */
#include "os/execute.h"

#include "base/text.h"
#include "limits.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int os_execute(const char *file, char *const argv[], char *const envp[], const char *path)
{
    char full[LIMIT_PATH_BYTES * 2];
    struct stat st;
    int error = ENOENT;
    if (strchr(file, '/')) {
        execve(file, argv, envp);
        return errno;
    }
    struct slice rest = slice_of(path), folder;
    while (rest.len > 0) {
        struct text t;
        rest = slice_cut(rest, ':', &folder);
        text_init(&t, full, sizeof full);
        text_add(&t, folder.len > 0 ? folder : SLICE("."));
        text_char(&t, '/');
        text_str(&t, file);
        if (t.cut || t.len == t.size)
            continue;
        execve(text_end(&t), argv, envp);
        int why = errno;
        if (stat(full, &st) == 0) /* the error counts only if the file is visible */
            error = why;
    }
    return error;
}

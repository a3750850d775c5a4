/* Reads the environment that the process was started with; getenv() sees later changes. */
#include "os/environment.h"

#include <stddef.h>
#include <string.h>

const char *os_variable(char *const envp[], const char *name)
{
    size_t len = strlen(name);
    for (char *const *variable = envp; *variable; variable++)
        if (strncmp(*variable, name, len) == 0 && (*variable)[len] == '=')
            return *variable + len + 1;
    return NULL;
}

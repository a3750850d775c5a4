/* Finds the owner's account. A shell that is not an absolute path becomes /bin/sh. */
#include "keeper/owner.h"

#include "os/environment.h"

#include <string.h>
#include <unistd.h>

/* Copies the variable's value if it is set and fits. */
static void owner_take_variable(char *const envp[], const char *name, char *to, size_t size)
{
    const char *value = os_variable(envp, name);
    if (value && *value != '\0' && strlen(value) < size)
        (void)slice_copy(slice_of(value), to, size);
}

void owner_find(struct os_account *a, char *const envp[])
{
    if (!os_account((uint32_t)getuid(), a)) {
        *a = (struct os_account){.name = "user", .home = "/"};
        owner_take_variable(envp, "USER", a->name, sizeof a->name);
        owner_take_variable(envp, "HOME", a->home, sizeof a->home);
    }
    owner_take_variable(envp, "SHELL", a->shell, sizeof a->shell);
    if (a->shell[0] != '/')
        (void)slice_copy(SLICE("/bin/sh"), a->shell, sizeof a->shell);
}

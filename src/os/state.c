/* Finds the state directory. Relative paths in the environment are ignored (XDG Base Directory
 * Specification). */
#include "os/state.h"

#include "os/account.h"
#include "os/address.h"
#include "os/environment.h"

#include <unistd.h>

static const char *state_variable(char *const envp[], const char *name)
{
    const char *path = os_variable(envp, name);
    return path && path[0] == '/' ? path : NULL;
}

static bool state_put(char *to, size_t size, const char *before, const char *folder,
                      const char *rest)
{
    struct text t;
    text_init(&t, to, size);
    text_str(&t, before);
    text_str(&t, folder);
    text_str(&t, rest);
    (void)text_end(&t);
    return !t.cut;
}

bool os_state_folder(char *const envp[], char *to, size_t size)
{
    const char *state = state_variable(envp, "XDG_STATE_HOME"),
               *home = state_variable(envp, "HOME");
    struct os_account account;
    if (state)
        return state_put(to, size, "", state, "/boundtty");
    if (geteuid() == 0)
        return state_put(to, size, "", "/var/lib/boundtty", "");
    if (!home && os_account((uint32_t)getuid(), &account) && account.home[0] == '/')
        home = account.home;
    return home && state_put(to, size, "", home, "/.local/state/boundtty");
}

bool os_state_socket(const char *folder, char *to, size_t size)
{
    return state_put(to, size, OS_ADDRESS_LOCAL, folder, OS_STATE_SOCKET);
}

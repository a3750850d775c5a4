/* Only absolute paths of the environment are taken, as the XDG specification has it. */
#include "os/state.h"

#include "os/address.h"
#include "os/os.h"

#include <string.h>
#include <unistd.h>

static const char *variable(char *const envp[], const char *name)
{
    size_t len = strlen(name);
    for (char *const *v = envp; *v; v++)
        if (strncmp(*v, name, len) == 0 && (*v)[len] == '=' && (*v)[len + 1] == '/')
            return *v + len + 1;
    return NULL;
}

static bool put(char *to, size_t size, const char *before, const char *folder, const char *rest)
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
    const char *state = variable(envp, "XDG_STATE_HOME"), *home = variable(envp, "HOME");
    struct os_account account;
    if (state)
        return put(to, size, "", state, "/boundtty");
    if (geteuid() == 0)
        return put(to, size, "", "/var/lib/boundtty", "");
    if (!home && os_account((uint32_t)getuid(), &account) && account.home[0] == '/')
        home = account.home;
    return home && put(to, size, "", home, "/.local/state/boundtty");
}

bool os_state_socket(const char *folder, char *to, size_t size)
{
    return put(to, size, OS_ADDRESS_LOCAL, folder, OS_STATE_SOCKET);
}

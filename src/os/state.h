/* Where boundtty keeps its state, and where its clients find its local socket. */
#ifndef OS_STATE_H
#define OS_STATE_H

#include "base/text.h"

#define OS_STATE_SOCKET "/socket" /* in the state directory */

/* The default state directory: $XDG_STATE_HOME/boundtty; without it /var/lib/boundtty for root, and
 * ~/.local/state/boundtty for others. False: there is no home, or it does not fit. */
bool os_state_folder(char *const envp[], char *to, size_t size);
/* The local socket in a state directory as an address, "unix:/..."; false: it does not fit. */
bool os_state_socket(const char *folder, char *to, size_t size);

#endif

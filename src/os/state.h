/* Default paths: the state directory, and the local socket by which clients connect. */
#ifndef OS_STATE_H
#define OS_STATE_H

#include "base/text.h"

#define OS_STATE_SOCKET "/socket" /* below the state directory */

/* Writes the default state directory: $XDG_STATE_HOME/boundtty; without the variable
 * /var/lib/boundtty for root, and ~/.local/state/boundtty for others. False if there is no home, or
 * the path does not fit. */
bool os_state_folder(char *const envp[], char *to, size_t size);
/* Writes the address of the local socket in a state directory, "unix:/..."; false if it does not
 * fit. */
bool os_state_socket(const char *folder, char *to, size_t size);

#endif

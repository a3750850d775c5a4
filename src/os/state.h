/* Where a boundtty keeps its state, and its clients find its local socket. */
#ifndef OS_STATE_H
#define OS_STATE_H

#include "base/text.h"

#define OS_STATE_SOCKET "/socket" /* in the state directory */

/* The state directory when nobody says another: the XDG place; else for root the system's, and for
 * others what XDG has as its default. False: there is no home, or it does not fit. */
bool os_state_folder(char *const envp[], char *to, size_t size);
/* The local socket in a state directory as an address, "unix:/..."; false: it does not fit. */
bool os_state_socket(const char *folder, char *to, size_t size);

#endif

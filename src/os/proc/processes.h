/* Signalling all processes of a session, or all children of a process. */
#ifndef OS_PROC_PROCESSES_H
#define OS_PROC_PROCESSES_H

#include <stdint.h>

enum os_kin { OS_OF_SESSION, OS_OF_PARENT };

/* Signals (0: only counts) every living process of the session, or every living child of the
 * parent, that the caller may signal. Returns how many; 0 if the system cannot list processes. */
unsigned os_signal_kin(enum os_kin kin, int32_t of, int number);

#endif

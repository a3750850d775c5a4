/*
 * The service manager's protocols, spoken directly: sd_notify(3) (NOTIFY_SOCKET, WATCHDOG_USEC) and
 * sd_listen_fds(3) (LISTEN_PID, LISTEN_FDS). Where there is no such manager, nothing is done.
 */
#ifndef KEEPER_NOTIFY_H
#define KEEPER_NOTIFY_H

#include <stdint.h>

/* Reads the environment; the watchdog's first sign of life is due at once. */
void notify_init(char *const envp[], uint64_t now_ms);
void notify_ready(void); /* the first time only */
void notify_stopping(void);
void notify_reloading(void); /* notify_ready() follows */
/* Signs of life, at half of what the watchdog wants; when to be called next, UINT64_MAX: never. */
uint64_t notify_tick(uint64_t now_ms);
/* How many listening sockets were handed down, from descriptor 3 on. */
unsigned notify_listeners(char *const envp[]);

#endif

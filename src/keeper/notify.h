/*
 * The service manager's protocols, implemented directly: sd_notify(3) (NOTIFY_SOCKET,
 * WATCHDOG_USEC) and sd_listen_fds(3) (LISTEN_PID, LISTEN_FDS). Without such a manager the
 * functions have no effect.
 */
#ifndef KEEPER_NOTIFY_H
#define KEEPER_NOTIFY_H

#include "base/text.h"

/* Reads the environment; the first WATCHDOG=1 is due at once. */
void notify_init(char *const envp[], uint64_t now_ms);
void notify_ready(void); /* sent once, and again after notify_reloading() */
void notify_stopping(void);
void notify_reloading(void); /* notify_ready() follows */
/* Reports why a reload changed nothing. No RELOADING precedes, since READY would say that it was
 * done. */
void notify_refused(struct slice sentence);
/* Sends WATCHDOG=1 at half of the watchdog's timeout. Returns the time of the next call;
 * UINT64_MAX: none. */
uint64_t notify_tick(uint64_t now_ms);
/* Returns how many listening sockets the service manager passed, from descriptor 3 on. */
unsigned notify_listeners(char *const envp[]);

#endif

/* A serial device, opened: found, locked, ours alone, and set up. */
#ifndef KEEPER_SERIAL_DEVICE_H
#define KEEPER_SERIAL_DEVICE_H

#include "keeper/lock.h"
#include "source/serial.h"

/*
 * path: the device, or a link to it; a name under /dev/serial/by-id finds a device again that was
 * plugged in anew. It must be a terminal. locks: the folder for locks; where nobody can be locked
 * out there, the device is still opened, and only TIOCEXCL keeps others away. lock: NULL where it
 * is not to be locked; else to be given back when the device is closed. 0 and *fd, nonblocking and
 * close-on-exec; or an errno and what is wrong, in words, and nothing is left open or locked.
 */
int serial_device_open(int *fd, struct lock *lock, const char *path, const char *locks,
                       const struct os_serial *settings, struct text *why);

#endif

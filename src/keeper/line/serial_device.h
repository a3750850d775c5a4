/* Opening a serial device: found by its path, locked, exclusive, and configured. */
#ifndef KEEPER_SERIAL_DEVICE_H
#define KEEPER_SERIAL_DEVICE_H

#include "keeper/line/lock.h"
#include "source/serial.h"

/*
 * Opens and configures a serial device. path: the device, or a link to it; a name under
 * /dev/serial/by-id finds a device again after it was plugged into another port. The device must be
 * a terminal. locks: the folder for lock files; if no file can be created in it, the device is
 * still opened, and only flock(2) and TIOCEXCL keep other programs away. lock: NULL to open without
 * a lock file and without flock(2); otherwise the caller gives it back when it closes the device.
 * Returns 0 and *fd, nonblocking and close-on-exec; or an errno, the reason in words appended to
 * why, *fd -1, and nothing left open or locked.
 */
int serial_device_open(int *fd, struct lock *lock, const char *path, const char *locks,
                       const struct os_serial *settings, struct text *why);

#endif

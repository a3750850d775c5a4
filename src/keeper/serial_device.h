/* A serial device, opened for a window: found, locked, ours alone, and set up. */
#ifndef KEEPER_SERIAL_DEVICE_H
#define KEEPER_SERIAL_DEVICE_H

#include "board/serial.h"
#include "keeper/lock.h"

struct serial_device {
    int fd; /* nonblocking, close-on-exec; -1: not open */
    struct lock lock;
};

/*
 * path: the device, or a link to it; a name under /dev/serial/by-id finds a device again that was
 * plugged in anew. It must be a terminal. locks: the folder for locks; where nobody can be locked
 * out there, the device is still opened, and only TIOCEXCL keeps others away.
 * 0, or an errno and a sentence: ENOENT, ENXIO, EIO or ENODEV say that it is away and may come
 * back, EBUSY that somebody else has it.
 */
int serial_device_open(struct serial_device *d, const char *path, const char *locks,
                       const struct os_serial *settings, struct text *why);
bool serial_device_is_away(int error);
void serial_device_close(struct serial_device *d);

#endif

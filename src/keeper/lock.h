/*
 * The lock files by which programs that use serial lines keep out of each other's way: LCK..ttyUSB0
 * in the folder for locks, with the holder's pid in ten columns (the HDB format of UUCP; FHS 3.0
 * section 5.9).
 */
#ifndef KEEPER_LOCK_H
#define KEEPER_LOCK_H

#include "base/text.h"

#define LOCK_FOLDER "/var/lock"
#define LOCK_NAME_BYTES 48

/* Held by this process; it must not be moved while it is. All zero: it is not held. */
struct lock {
    const char *folder;
    char name[LOCK_NAME_BYTES];
};

enum lock_answer {
    LOCK_TAKEN,
    LOCK_HELD,       /* by somebody who lives */
    LOCK_IMPOSSIBLE, /* there is no such folder, or it is not ours to write in: errno says */
};

/*
 * Takes the lock of a device, "/dev/ttyUSB0" or a link to it. One that a dead process left, or that
 * names nobody, is removed. LOCK_HELD: the holder is put as "minicom (pid 123)". At most
 * LIMIT_WINDOWS are held at once.
 */
enum lock_answer lock_take(struct lock *l, const char *folder, const char *device,
                           struct text *holder);
/* Removes it; nothing where it is not held. */
void lock_give(struct lock *l);

#endif

/*
 * Lock files, by which programs that use serial lines exclude one another: LCK..ttyUSB0 in the
 * folder for locks, with the holder's pid in ten columns (the HDB format of UUCP; FHS 3.0 section
 * 5.9).
 */
#ifndef KEEPER_LOCK_H
#define KEEPER_LOCK_H

#include "base/text.h"

#define LOCK_FOLDER "/var/lock"
#define LOCK_NAME_BYTES 48 /* "LCK..", the device's name, NUL */

/* A lock of this process, which must not be moved in memory while it is held. All zero: not
 * held. */
struct lock {
    const char *folder;
    char name[LOCK_NAME_BYTES];
};

enum lock_answer {
    LOCK_TAKEN,
    LOCK_HELD,       /* a live process holds it */
    LOCK_IMPOSSIBLE, /* folder missing or not writable, or name too long: see errno */
};

/*
 * Takes the lock of a device, "/dev/ttyUSB0" or a link to it; folder remains the caller's. A stale
 * lock (of a dead process, or without a pid) is removed. With LOCK_HELD, holder becomes "minicom
 * (pid 123)". At most LIMIT_WINDOWS locks are held at once.
 */
enum lock_answer lock_take(struct lock *l, const char *folder, const char *device,
                           struct text *holder);
/* Appends "minicom (pid 123)", or "another window of boundtty (pid 123)" for this process. */
void lock_put_holder(struct text *t, int32_t pid);
/* Removes the lock file; no effect if the lock is not held. */
void lock_give(struct lock *l);

#endif

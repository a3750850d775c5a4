/*
 * What is at the path is looked at before it is opened: opening may do things (a watchdog starts, a
 * modem's DTR rises). A PTY of another user's is refused, so that a keeper that is root opens
 * nobody's terminal; ours are taken, since programs that stand for a device (socat, an emulator)
 * make them.
 */
#include "keeper/line/serial_device.h"

#include "base/errors.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Unix98 PTYs have major numbers 136 to 143 on Linux, which stand in bits 8 to 19. */
static bool is_pty(const struct stat *st)
{
    uint64_t number = (uint64_t)st->st_rdev >> 8 & 0xFFF;
    return number >= 136 && number <= 143;
}

/* 0, or an errno and what is wrong. */
static int look(const char *path, const char **wrong)
{
    struct stat st;
    *wrong = "it cannot be opened";
    if (stat(path, &st) != 0)
        return errno;
    if (!S_ISCHR(st.st_mode)) {
        *wrong = "it is no serial device";
        return ENOTTY;
    }
    if (geteuid() == 0 && st.st_uid != 0 && is_pty(&st)) {
        *wrong = "it is the terminal of another user";
        return EPERM;
    }
    return 0;
}

static int open_and_set(const char *path, const struct os_serial *settings, int *fd,
                        const char **wrong)
{
    uint32_t speed;
    *fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return errno;
    *wrong = "it is no serial device";
    if (!os_serial_speed(*fd, &speed))
        return errno;
    *wrong = "it cannot be set so";
    if (!os_serial_configure(*fd, settings))
        return errno;
    (void)os_serial_exclusive(*fd);
    return 0;
}

int serial_device_open(int *fd, struct lock *lock, const char *path, const char *locks,
                       const struct os_serial *settings, struct text *why)
{
    const char *wrong;
    char storage[96];
    struct text holder;
    *fd = -1;
    text_init(&holder, storage, sizeof storage);
    int error = look(path, &wrong);
    if (error == 0 && lock && lock_take(lock, locks, path, &holder) == LOCK_HELD) {
        text_str(why, "it is used by ");
        text_add(why, text_slice(&holder));
        return EBUSY;
    }
    if (error == 0)
        error = open_and_set(path, settings, fd, &wrong);
    if (error == 0)
        return 0;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    if (lock)
        lock_give(lock);
    text_str(why, wrong);
    text_str(why, ": ");
    text_str(why, error_text(error));
    return error;
}

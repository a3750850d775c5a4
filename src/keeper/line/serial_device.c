/*
 * Opens serial devices. The path is checked before it is opened, since opening may have effects (a
 * watchdog starts, a modem's DTR rises). A PTY of another user is refused: a keeper that is root
 * must open nobody's terminal. PTYs of root are accepted, since programs that emulate a device
 * (socat) create them.
 */
#include "keeper/line/serial_device.h"

#include "base/errors.h"
#include "os/descriptor.h"
#include "os/proc/holder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Linux numbers its Unix98 PTYs with the majors 136 to 143; the major is in bits 8 to 19 of
 * st_rdev. */
#define MAJOR_SHIFT 8
#define MAJOR_MASK 0xFFFu
#define PTY_MAJOR_FIRST 136
#define PTY_MAJOR_LAST 143

#define HOLDER_BYTES 96

static bool is_pty(const struct stat *st)
{
    uint64_t major = (uint64_t)st->st_rdev >> MAJOR_SHIFT & MAJOR_MASK;
    return major >= PTY_MAJOR_FIRST && major <= PTY_MAJOR_LAST;
}

/* Checks the path; returns 0, or an errno and a description of the problem. */
static int serial_device_check(const char *path, const char **wrong)
{
    struct stat st;
    *wrong = "it cannot be opened";
    if (stat(path, &st) != 0)
        return errno;
    if (!S_ISCHR(st.st_mode)) {
        *wrong = "it is not a serial device";
        return ENOTTY;
    }
    if (geteuid() == 0 && st.st_uid != 0 && is_pty(&st)) {
        *wrong = "it is the terminal of another user";
        return EPERM;
    }
    return 0;
}

/* Takes the lock that tio, picocom and pyserial take too: whoever comes second is refused. */
static int serial_device_lock(int fd)
{
    if (os_serial_lock(fd))
        return 0;
    return errno == EWOULDBLOCK ? EBUSY : 0; /* without support for locks there is only TIOCEXCL */
}

static int serial_device_configure(const char *path, bool locked, const struct os_serial *settings,
                                   int *fd, const char **wrong)
{
    uint32_t speed;
    *fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0 && errno == EBUSY)
        *wrong = "it is in use by another program";
    if (*fd < 0)
        return errno;
    *wrong = "it is not a serial device";
    if (!os_serial_speed(*fd, &speed))
        return errno;
    *wrong = "it is in use by another program";
    int error = locked ? serial_device_lock(*fd) : 0;
    if (error != 0)
        return error;
    *wrong = "it does not accept these settings";
    if (!os_serial_configure(*fd, settings))
        return errno;
    *wrong = "it has no modem lines, so dtr and rts cannot be set";
    if (!os_serial_open_lines(*fd, settings))
        return errno;
    (void)os_serial_exclusive(*fd);
    return 0;
}

static void serial_device_put_error(struct text *why, const char *path, const char *wrong,
                                    int error)
{
    int32_t pid = error == EBUSY ? os_lock_holder(path) : 0;
    text_str(why, pid > 0 ? "it is in use by " : wrong);
    if (pid > 0) {
        lock_put_holder(why, pid);
        return;
    }
    text_str(why, ": ");
    text_str(why, error_text(error));
}

int serial_device_open(int *fd, struct lock *lock, const char *path, const char *locks,
                       const struct os_serial *settings, struct text *why)
{
    const char *wrong;
    TEXT(holder, HOLDER_BYTES);
    *fd = -1;
    int error = serial_device_check(path, &wrong);
    if (error == 0 && lock && lock_take(lock, locks, path, &holder) == LOCK_HELD) {
        text_str(why, "it is in use by ");
        text_add(why, text_slice(&holder));
        return EBUSY;
    }
    if (error == 0)
        error = serial_device_configure(path, lock != NULL, settings, fd, &wrong);
    if (error == 0)
        return 0;
    os_close(fd);
    if (lock)
        lock_give(lock);
    serial_device_put_error(why, path, wrong, error);
    return error;
}

/* Opening a serial device: a PTY in its place, found by a link as udev makes them. */
#include "check.h"
#include "keeper/line/serial_device.h"
#include "os/proc/holder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static char folder[] = "/tmp/boundtty-unit-serial-XXXXXX";
static char path[64], said[256];
static struct text why;
static struct lock lock, other_lock;
static int fd;
static const struct os_serial usual = {
    .speed = 57600, .data_bits = 8, .parity = 'N', .stop_bits = 1};

static int open_device(const char *at)
{
    text_init(&why, said, sizeof said);
    int error = serial_device_open(&fd, &lock, at, folder, &usual, &why);
    (void)text_end(&why);
    return error;
}

static void close_device(void)
{
    close(fd);
    lock_give(&lock);
}

/* Opens a PTY, and makes a link to its slave side. */
static int plug_in(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    (void)unlink(path);
    CHECK(symlink(ptsname(master), path) == 0);
    return master;
}

static void opened(void)
{
    STORY("a device is opened by its link and configured, and opening does not wait")
    {
        struct termios t;
        char bytes[8];
        uint32_t speed = 0;
        int master = plug_in();
        CHECK_U64(0, open_device(path));
        CHECK(os_serial_speed(fd, &speed) && speed == 57600);
        CHECK(tcgetattr(fd, &t) == 0 && t.c_lflag == 0);
        CHECK(read(fd, bytes, sizeof bytes) < 0 && errno == EAGAIN);
        CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC);
        CHECK(lock.name[0] != '\0');
        CHECK(write(master, "boot\r\n", 6) == 6);
        CHECK(read(fd, bytes, sizeof bytes) == 6);
        close_device();
        close(master);
    }
    STORY(
        "a device that was unplugged is away, and is found again by its link under another number")
    {
        CHECK(open_device(path) != 0 && fd < 0 && lock.name[0] == '\0');
        CHECK(unlink(path) == 0);
        CHECK_U64(ENOENT, open_device(path));
        CHECK(strstr(said, "it cannot be opened: no such file") != NULL);
        int other = posix_openpt(O_RDWR | O_NOCTTY), master = plug_in();
        CHECK_U64(0, open_device(path));
        close_device();
        close(other);
        close(master);
    }
}

static void held_by_others(void)
{
    STORY("a device that another program has locked with flock is refused, and its holder named")
    {
        int hold[2], master = plug_in();
        char c;
        CHECK(pipe(hold) == 0);
        pid_t pid = fork();
        if (pid == 0) {
            int other = open(path, O_RDWR | O_NOCTTY);
            char locked = flock(other, LOCK_EX | LOCK_NB) == 0 ? 'y' : 'n';
            (void)!write(hold[1], &locked, 1);
            pause();
        }
        CHECK(read(hold[0], &c, 1) == 1 && c == 'y');
        CHECK_U64(EBUSY, open_device(path));
        CHECK(strstr(said, "it is in use by keeper_serial") != NULL);
        CHECK(lock.name[0] == '\0');
        text_init(&why, said, sizeof said);
        CHECK_U64(0, serial_device_open(&fd, NULL, path, folder, &usual, &why));
        close(fd);
        kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
        CHECK_U64(0, open_device(path));
        int other = open(path, O_RDWR | O_NOCTTY);
        CHECK(flock(other, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK);
        close(other);
        CHECK_U64((uint64_t)getpid(), (uint64_t)os_lock_holder(path));
        close_device();
        CHECK_U64(0, (uint64_t)os_lock_holder(path));
        close(master);
    }
    STORY("nothing of the settings of an earlier user remains")
    {
        struct termios t;
        int master = plug_in(), other = open(path, O_RDWR | O_NOCTTY);
        CHECK(tcgetattr(other, &t) == 0);
        memset(t.c_cc, 7, sizeof t.c_cc);
        t.c_iflag |= IXANY | ISTRIP | IGNBRK | INLCR;
        t.c_cflag |= HUPCL | CSTOPB | PARENB;
        t.c_cflag &= ~(tcflag_t)CLOCAL;
        CHECK(tcsetattr(other, TCSANOW, &t) == 0);
        CHECK_U64(0, open_device(path));
        CHECK(tcgetattr(fd, &t) == 0);
        CHECK(t.c_iflag == 0 && t.c_oflag == 0 && t.c_lflag == 0);
        CHECK((t.c_cflag & (HUPCL | CSTOPB | PARENB | CLOCAL | CREAD)) == (CLOCAL | CREAD));
        CHECK(t.c_cc[VSTART] == 0x11 && t.c_cc[VSTOP] == 0x13);
        CHECK(t.c_cc[VMIN] == 1 && t.c_cc[VTIME] == 0 && t.c_cc[VINTR] == 0 && t.c_cc[VSUSP] == 0);
        close_device();
        close(other);
        close(master);
    }
}

static void refused(void)
{
    STORY("a device that a window has open is not opened twice, and is reported as in use")
    {
        int first;
        int master = plug_in();
        text_init(&why, said, sizeof said);
        CHECK_U64(0, serial_device_open(&first, &other_lock, path, folder, &usual, &why));
        CHECK_U64(EBUSY, open_device(path));
        CHECK(strstr(said, "it is in use by another window of keeper_serial") != NULL);
        close(first);
        lock_give(&other_lock);
        CHECK_U64(0, open_device(path));
        close_device();
        close(master);
    }
    STORY("a file that is not a serial device is refused with a sentence")
    {
        CHECK_U64(ENOTTY, open_device("/etc/passwd"));
        CHECK(strstr(said, "it is not a serial device") != NULL);
        CHECK_U64(ENOTTY, open_device("/dev/null"));
        CHECK(strstr(said, "it is not a serial device") != NULL);
        CHECK_U64(ENOTTY, open_device(folder));
    }
    STORY("a device whose lock cannot be created is opened without one")
    {
        int master = plug_in();
        text_init(&why, said, sizeof said);
        CHECK_U64(0, serial_device_open(&fd, &lock, path, "/nonexistent", &usual, &why));
        CHECK(lock.name[0] == '\0');
        close_device();
        close(master);
    }
}

int main(void)
{
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/usb-board-if00", folder);
    opened();
    held_by_others();
    refused();
    CHECK(unlink(path) == 0 && rmdir(folder) == 0);
    return check_end();
}

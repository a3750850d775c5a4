/* Opening a serial device: a PTY stands for it, behind a link as udev makes them. */
#include "check.h"
#include "keeper/serial_device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static char folder[] = "/tmp/boundtty-unit-serial-XXXXXX";
static char path[64], said[256];
static struct text why;
static struct serial_device device;
static const struct os_serial usual = {
    .speed = 57600, .data_bits = 8, .parity = 'N', .stop_bits = 1};

static int open_device(const char *at)
{
    text_start(&why, said, sizeof said);
    int error = serial_device_open(&device, at, folder, &usual, &why);
    (void)text_end(&why);
    return error;
}

/* A PTY, with a link that names its other side. */
static int plug_in(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    (void)unlink(path);
    CHECK(symlink(ptsname(master), path) == 0);
    return master;
}

int main(void)
{
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/usb-board-if00", folder);
    STORY("a device is opened by its link, set up, and does not wait")
    {
        struct termios t;
        char bytes[8];
        uint32_t speed = 0;
        int master = plug_in();
        CHECK_U64(0, open_device(path));
        CHECK(os_serial_speed(device.fd, &speed) && speed == 57600);
        CHECK(tcgetattr(device.fd, &t) == 0 && t.c_lflag == 0);
        CHECK(read(device.fd, bytes, sizeof bytes) < 0 && errno == EAGAIN);
        CHECK(fcntl(device.fd, F_GETFD) == FD_CLOEXEC);
        CHECK(device.lock.name[0] != '\0');
        CHECK(write(master, "boot\r\n", 6) == 6);
        CHECK(read(device.fd, bytes, sizeof bytes) == 6);
        serial_device_close(&device);
        CHECK(device.fd < 0);
        close(master);
    }
    STORY("one that was unplugged is away, and is found again under its name with another number")
    {
        CHECK(serial_device_is_away(open_device(path)));
        CHECK(unlink(path) == 0);
        CHECK_U64(ENOENT, open_device(path));
        CHECK(serial_device_is_away(ENOENT) && !serial_device_is_away(EBUSY));
        CHECK(strstr(said, "usb-board-if00 cannot be opened: no such file") != NULL);
        int other = posix_openpt(O_RDWR | O_NOCTTY), master = plug_in();
        CHECK_U64(0, open_device(path));
        serial_device_close(&device);
        close(other);
        close(master);
    }
    STORY("one that a window has is not opened twice, and is told to be in use")
    {
        struct serial_device first;
        int master = plug_in();
        text_start(&why, said, sizeof said);
        CHECK_U64(0, serial_device_open(&first, path, folder, &usual, &why));
        CHECK_U64(EBUSY, open_device(path));
        CHECK(strstr(said, "is used by keeper_serial") != NULL);
        serial_device_close(&first);
        CHECK_U64(0, open_device(path));
        serial_device_close(&device);
        close(master);
    }
    STORY("what is no serial device is refused with a sentence")
    {
        CHECK_U64(ENOTTY, open_device("/etc/passwd"));
        CHECK(strstr(said, "is no serial device") != NULL);
        CHECK_U64(ENOTTY, open_device("/dev/null"));
        CHECK(strstr(said, "is no serial device") != NULL);
        CHECK_U64(ENOTTY, open_device(folder));
    }
    STORY("where nothing can be locked a device is opened all the same")
    {
        int master = plug_in();
        text_start(&why, said, sizeof said);
        CHECK_U64(0, serial_device_open(&device, path, "/nonexistent", &usual, &why));
        CHECK(device.lock.name[0] == '\0');
        serial_device_close(&device);
        close(master);
    }
    CHECK(unlink(path) == 0 && rmdir(folder) == 0);
    return check_end();
}

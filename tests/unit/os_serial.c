/* A serial line's settings, on a PTY: the system reports what was set. */
#define _GNU_SOURCE
#include "check.h"
#include "os/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static int master, line;

static bool open_line(void)
{
    master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        return false;
    line = open(ptsname(master), O_RDWR | O_NOCTTY);
    return line >= 0;
}

static const struct os_serial usual = {
    .speed = 115200, .data_bits = 8, .parity = 'N', .stop_bits = 1};

static void settings(void)
{
    STORY("any speed is set, also one without a constant")
    {
        static const uint32_t speeds[] = {50, 1200, 9600, 74880, 115200, 250000, 1500000, 4000000};
        CHECK(open_line());
        for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
            struct os_serial s = usual;
            uint32_t got = 0;
            s.speed = speeds[i];
            CHECK(os_serial_configure(line, &s));
            CHECK(os_serial_speed(line, &got));
            CHECK_U64(speeds[i], got);
        }
    }
    STORY("the line is raw: no byte is changed on its way, and none has a meaning")
    {
        struct termios t;
        uint8_t all[256], back[256];
        CHECK(os_serial_configure(line, &usual));
        CHECK(tcgetattr(line, &t) == 0);
        CHECK_U64(0, t.c_iflag);
        CHECK_U64(0, t.c_oflag);
        CHECK_U64(0, t.c_lflag);
        CHECK((t.c_cflag & (CREAD | CLOCAL)) == (CREAD | CLOCAL) && (t.c_cflag & HUPCL) == 0);
        for (unsigned i = 0; i < sizeof all; i++)
            all[i] = (uint8_t)i;
        CHECK(write(master, all, sizeof all) == (ssize_t)sizeof all);
        CHECK(read(line, back, sizeof back) == (ssize_t)sizeof back);
        CHECK_BYTES(all, sizeof all, back, sizeof back);
        CHECK(write(line, all, sizeof all) == (ssize_t)sizeof all);
        CHECK(read(master, back, sizeof back) == (ssize_t)sizeof back);
        CHECK_BYTES(all, sizeof all, back, sizeof back);
    }
    STORY("flow control, stop bits and hangup are set, and unset again")
    {
        struct os_serial s = usual;
        struct termios t;
        s.flow = OS_SERIAL_FLOW_RTSCTS;
        s.stop_bits = 2;
        s.hangup = 1;
        CHECK(os_serial_configure(line, &s));
        CHECK(tcgetattr(line, &t) == 0);
        CHECK((t.c_cflag & CRTSCTS) && (t.c_cflag & CSTOPB) && (t.c_cflag & HUPCL));
        s = usual;
        s.flow = OS_SERIAL_FLOW_XONXOFF;
        CHECK(os_serial_configure(line, &s));
        CHECK(tcgetattr(line, &t) == 0);
        CHECK((t.c_cflag & (CRTSCTS | CSTOPB | HUPCL)) == 0);
        CHECK((t.c_iflag & (IXON | IXOFF)) == (IXON | IXOFF));
    }
}

static void refusals(void)
{
    STORY("impossible settings are refused before anything is set")
    {
        struct os_serial s = usual;
        s.data_bits = 9;
        CHECK(!os_serial_configure(line, &s) && errno == EINVAL);
        s = usual;
        s.speed = 0;
        CHECK(!os_serial_configure(line, &s) && errno == EINVAL);
    }
    STORY("a PTY has no modem lines and is refused, and so is a file that is no terminal")
    {
        unsigned lines = 0;
        int null = open("/dev/null", O_RDWR);
        uint32_t speed;
        CHECK(!os_serial_lines(line, &lines));
        CHECK(!os_serial_set_lines(line, OS_SERIAL_DTR | OS_SERIAL_RTS, true));
        CHECK(!os_serial_configure(null, &usual) && errno == ENOTTY);
        CHECK(!os_serial_speed(null, &speed) && !os_serial_break(null, true));
        close(null);
    }
    STORY("an exclusive line cannot be opened by another process that is not root")
    {
        CHECK(os_serial_exclusive(line));
        CHECK(geteuid() == 0 || (open(ptsname(master), O_RDWR | O_NOCTTY) < 0 && errno == EBUSY));
    }
    close(line);
    close(master);
}

int main(void)
{
    settings();
    refusals();
    return check_end();
}

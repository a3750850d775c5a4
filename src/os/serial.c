/*
 * Configures serial lines. Linux accepts any speed through struct termios2 and BOTHER, which no
 * libc's <termios.h> has; the kernel's own header defines them together with a second struct
 * termios. They are therefore defined here, as the kernel lays them out. Elsewhere the speed must
 * be one of the system's constants. All other settings use the same flags on both.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DEFAULT_SOURCE
#endif
#include "os/serial.h"

#include "base/count.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <termios.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#ifndef CRTSCTS
#define CRTSCTS 0
#endif
#if defined(__linux__) && !defined(CMSPAR)
#define CMSPAR 010000000000
#elif !defined(CMSPAR)
#define CMSPAR 0
#endif

struct flags {
    tcflag_t input, output, control, local;
};

static tcflag_t serial_parity(uint8_t parity)
{
    switch (parity) {
    case 'E':
        return PARENB;
    case 'O':
        return PARENB | PARODD;
    case 'M':
        return PARENB | PARODD | CMSPAR;
    case 'S':
        return PARENB | CMSPAR;
    default:
        return 0;
    }
}

/* Converts the settings to termios flags; false if this system lacks one. */
static bool serial_flags(const struct os_serial *s, struct flags *to)
{
    static const tcflag_t sizes[] = {CS5, CS6, CS7, CS8};
    if (s->data_bits < 5 || s->data_bits > 8 || s->speed == 0 ||
        (CMSPAR == 0 && (s->parity == 'M' || s->parity == 'S')) ||
        (CRTSCTS == 0 && s->flow == OS_SERIAL_FLOW_RTSCTS))
        return false;
    *to = (struct flags){.control = CREAD | CLOCAL | sizes[s->data_bits - 5]};
    to->control |= serial_parity(s->parity);
    to->control |= s->stop_bits == 2 ? CSTOPB : 0;
    to->control |= s->hangup ? HUPCL : 0;
    to->control |= s->flow == OS_SERIAL_FLOW_RTSCTS ? CRTSCTS : 0;
    to->input = s->flow == OS_SERIAL_FLOW_XONXOFF ? IXON | IXOFF : 0;
    return true;
}

/* Sets all control characters: a program that used the device before may have changed any of them.
 * Those of software flow control are DC1 and DC3, reads return what has arrived, and the others
 * mean nothing in raw mode. */
static void serial_set_characters(cc_t *characters, size_t count)
{
    memset(characters, 0, count);
    characters[VMIN] = 1;
    characters[VSTART] = 0x11;
    characters[VSTOP] = 0x13;
}

static const struct {
    uint32_t speed;
    speed_t constant;
} speeds[] = {
    {1200, B1200},       {2400, B2400},   {4800, B4800},   {9600, B9600},
    {19200, B19200},     {38400, B38400}, {57600, B57600}, {115200, B115200},
#ifdef B230400
    {230400, B230400},
#endif
#ifdef B460800
    {460800, B460800},
#endif
#ifdef B921600
    {921600, B921600},
#endif
#ifdef B1500000
    {1500000, B1500000},
#endif
};

#define SPEEDS (COUNT(speeds))

/* Returns the index of a speed that has a constant; SPEEDS if it has none. */
static size_t speed_place(uint32_t speed)
{
    size_t i = 0;
    while (i < SPEEDS && speeds[i].speed != speed)
        i++;
    return i;
}

#if defined(__linux__)

#define SPEED_OTHER 0010000u /* BOTHER: the speed is a number in the struct */

#if defined(__mips__)
#define CONTROL_CHARACTERS 23
#else
#define CONTROL_CHARACTERS 19
#endif

/* The kernel's struct termios2. */
struct settings {
    uint32_t input, output, control, local;
    uint8_t line;
    uint8_t characters[CONTROL_CHARACTERS];
    uint32_t speed_in, speed_out;
};
_Static_assert(sizeof(struct settings) == ((SERIAL_READ_SETTINGS >> 16) & 0xFF),
               "as the request says");

/* Calls ioctl() by number: the type of its request is int in one libc and long in another. */
static bool serial_ioctl(int fd, unsigned long request, void *argument)
{
    return syscall(SYS_ioctl, fd, request, argument) == 0;
}

bool os_serial_configure(int fd, const struct os_serial *s)
{
    struct settings wanted;
    struct flags flags;
    errno = EINVAL;
    if (!serial_flags(s, &flags) || !serial_ioctl(fd, SERIAL_READ_SETTINGS, &wanted))
        return false;
    wanted.input = flags.input;
    wanted.output = flags.output;
    wanted.local = flags.local;
    /* A speed that has a constant is set by it, since other programs (stty) know only those. */
    size_t name = speed_place(s->speed);
    wanted.control = flags.control | (name < SPEEDS ? speeds[name].constant : SPEED_OTHER);
    serial_set_characters(wanted.characters, sizeof wanted.characters);
    wanted.speed_in = wanted.speed_out = s->speed;
    return serial_ioctl(fd, SERIAL_SET_SETTINGS, &wanted);
}

bool os_serial_speed(int fd, uint32_t *speed)
{
    struct settings now;
    if (!serial_ioctl(fd, SERIAL_READ_SETTINGS, &now))
        return false;
    *speed = now.speed_out;
    return true;
}

#else

static bool serial_ioctl(int fd, unsigned long request, void *argument)
{
    return ioctl(fd, request, argument) == 0;
}

bool os_serial_configure(int fd, const struct os_serial *s)
{
    struct termios wanted;
    struct flags flags;
    size_t i = speed_place(s->speed);
    errno = EINVAL;
    if (i == SPEEDS || !serial_flags(s, &flags) || tcgetattr(fd, &wanted) != 0)
        return false;
    wanted.c_iflag = flags.input;
    wanted.c_oflag = flags.output;
    wanted.c_cflag = flags.control;
    wanted.c_lflag = flags.local;
    serial_set_characters(wanted.c_cc, sizeof wanted.c_cc);
    return cfsetispeed(&wanted, speeds[i].constant) == 0 &&
           cfsetospeed(&wanted, speeds[i].constant) == 0 && tcsetattr(fd, TCSANOW, &wanted) == 0;
}

bool os_serial_speed(int fd, uint32_t *speed)
{
    struct termios now;
    if (tcgetattr(fd, &now) != 0)
        return false;
    for (size_t i = 0; i < SPEEDS; i++)
        if (speeds[i].constant == cfgetospeed(&now)) {
            *speed = speeds[i].speed;
            return true;
        }
    errno = EINVAL;
    return false;
}

#endif

bool os_serial_exclusive(int fd)
{
    return serial_ioctl(fd, TIOCEXCL, NULL);
}

bool os_serial_lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static const struct {
    uint32_t ours;
    int theirs;
} line_bits[] = {
    {OS_SERIAL_CTS, TIOCM_CTS}, {OS_SERIAL_DSR, TIOCM_DSR}, {OS_SERIAL_DCD, TIOCM_CAR},
    {OS_SERIAL_RI, TIOCM_RNG},  {OS_SERIAL_DTR, TIOCM_DTR}, {OS_SERIAL_RTS, TIOCM_RTS},
};
#define LINES (COUNT(line_bits))

bool os_serial_lines(int fd, unsigned *lines)
{
    int now = 0;
    if (!serial_ioctl(fd, TIOCMGET, &now))
        return false;
    *lines = 0;
    for (size_t i = 0; i < LINES; i++)
        *lines |= (now & line_bits[i].theirs) != 0 ? line_bits[i].ours : 0;
    return true;
}

bool os_serial_set_lines(int fd, unsigned lines, bool on)
{
    int wanted = 0;
    for (size_t i = 0; i < LINES; i++)
        wanted |= (lines & line_bits[i].ours) != 0 ? line_bits[i].theirs : 0;
    return serial_ioctl(fd, on ? TIOCMBIS : TIOCMBIC, &wanted);
}

bool os_serial_open_lines(int fd, const struct os_serial *s)
{
    unsigned on = (s->dtr == OS_SERIAL_ON ? OS_SERIAL_DTR : 0u) |
                  (s->rts == OS_SERIAL_ON ? OS_SERIAL_RTS : 0u);
    unsigned off = (s->dtr == OS_SERIAL_OFF ? OS_SERIAL_DTR : 0u) |
                   (s->rts == OS_SERIAL_OFF ? OS_SERIAL_RTS : 0u);
    return (on == 0 || os_serial_set_lines(fd, on, true)) &&
           (off == 0 || os_serial_set_lines(fd, off, false));
}

#if defined(TIOCGICOUNT)

/* The kernel's struct serial_icounter_struct. */
struct interrupt_counts {
    int32_t lines[4], received, sent, frame, overrun, parity, breaks, lost, reserved[9];
};

bool os_serial_errors(int fd, struct os_serial_errors *to)
{
    struct interrupt_counts now;
    if (!serial_ioctl(fd, TIOCGICOUNT, &now))
        return false;
    *to = (struct os_serial_errors){.frame = (uint32_t)now.frame,
                                    .overrun = (uint32_t)now.overrun,
                                    .parity = (uint32_t)now.parity,
                                    .breaks = (uint32_t)now.breaks,
                                    .lost = (uint32_t)now.lost};
    return true;
}

#else

bool os_serial_errors(int fd, struct os_serial_errors *to)
{
    (void)fd;
    (void)to;
    errno = ENOSYS;
    return false;
}

#endif

bool os_serial_break(int fd, bool on)
{
    return serial_ioctl(fd, on ? TIOCSBRK : TIOCCBRK, NULL);
}

int os_serial_unsent(int fd)
{
    int bytes = 0;
    return ioctl(fd, TIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

void os_serial_discard(int fd)
{
    (void)tcflush(fd, TCIOFLUSH);
}

void os_serial_give_up(int fd)
{
    (void)tcflush(fd, TCOFLUSH);
}

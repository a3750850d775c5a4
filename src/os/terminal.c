/* Sizes and names of terminals. The name of a PTY is made from its number: ptsname_r() in musl
 * would link all of printf(). */
#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DEFAULT_SOURCE
#endif
#include "os/terminal.h"

#include "base/text.h"

#include <sys/ioctl.h>
#include <termios.h>

void os_set_window_size(int fd, uint16_t cols, uint16_t rows)
{
    struct winsize size = {.ws_row = rows, .ws_col = cols};
    (void)ioctl(fd, TIOCSWINSZ, &size);
}

bool os_get_window_size(int fd, uint16_t *cols, uint16_t *rows)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return false;
    *cols = size.ws_col;
    *rows = size.ws_row;
    return true;
}

bool os_controlling_terminal(int fd)
{
    return ioctl(fd, TIOCSCTTY, 0) == 0;
}

#if defined(__linux__)

#include <sys/syscall.h>
#include <unistd.h>

bool os_pty_name(int master, char *to, size_t size)
{
    unsigned number;
    struct text name;
    /* The cast is for musl, where TIOCGPTN is an int. */
    if (syscall(SYS_ioctl, master, (unsigned long)TIOCGPTN, &number) != 0)
        return false;
    text_init(&name, to, size);
    text_str(&name, "/dev/pts/");
    text_u64(&name, number);
    (void)text_end(&name);
    return !name.cut;
}

void os_utf8_terminal(int fd)
{
    struct termios t;
    if (tcgetattr(fd, &t) != 0)
        return;
    t.c_iflag |= IUTF8;
    (void)tcsetattr(fd, TCSANOW, &t);
}

#else

#include <stdlib.h>

bool os_pty_name(int master, char *to, size_t size)
{
    const char *name = ptsname(master);
    return name && slice_copy(slice_of(name), to, size);
}

void os_utf8_terminal(int fd)
{
    (void)fd;
}

#endif

/*
 * What ends the process is caught, and the handler itself gives the terminal back (tcsetattr() and
 * write() may be called there), then lets the signal do what it does. The others become a byte in a
 * pipe that the loop waits for.
 */
#include "cli/tty.h"

#include "base/text.h"
#include "os/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

/* The scroll region, synchronized output, the screen, links and colours, mouse, focus, paste,
 * cursor keys and keypad, reverse video, the cursor and its shape, the title as it was, the last
 * row. The screen is left by 1047: 1049 would move the cursor. */
static const char set_back[] =
    "\x1b[?2026l\x1b[r\x1b[?1047l\x1b]8;;\a\x1b[0m\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l"
    "\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[?1l\x1b>\x1b[?5l\x1b[?25h\x1b[0 q"
    "\x1b[23;0t\x1b[999;1H\r\n";

static struct termios saved;
static volatile sig_atomic_t raw, shown;
static int pipe_ends[2];

void tty_restore(void)
{
    if (shown && write(1, set_back, sizeof set_back - 1) >= 0)
        shown = 0;
    if (raw && tcsetattr(0, TCSADRAIN, &saved) == 0)
        raw = 0;
}

static void on_end(int number)
{
    tty_restore();
    (void)raise(number); /* its action is the default again (SA_RESETHAND) */
}

static void on_event(int number)
{
    int error = errno;
    uint8_t event = number == SIGWINCH ? TTY_RESIZED : number == SIGTSTP ? TTY_STOP : TTY_CONTINUED;
    ssize_t n = write(pipe_ends[1], &event, 1);
    (void)n;
    errno = error;
}

static void catch_signals(void)
{
    static const int ends[] = {SIGTERM, SIGHUP,  SIGINT, SIGQUIT, SIGSEGV,
                               SIGBUS,  SIGABRT, SIGFPE, SIGILL};
    static const int others[] = {SIGWINCH, SIGTSTP, SIGCONT};
    struct sigaction end = {.sa_handler = on_end, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
    struct sigaction event = {.sa_handler = on_event, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (size_t i = 0; i < COUNT(ends); i++)
        (void)sigaction(ends[i], &end, NULL);
    for (size_t i = 0; i < COUNT(others); i++)
        (void)sigaction(others[i], &event, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

bool tty_start(void)
{
    if (!isatty(1) || tcgetattr(0, &saved) != 0 || pipe(pipe_ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK) != 0 ||
            fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    catch_signals();
    return true;
}

void tty_raw(void)
{
    struct termios t = saved;
    t.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    t.c_oflag &= ~(tcflag_t)OPOST;
    t.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    t.c_cflag = (t.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    raw = 1;
    (void)tcsetattr(0, TCSADRAIN, &t);
}

void tty_size(uint16_t *cols, uint16_t *rows)
{
    if (os_get_window_size(1, cols, rows))
        return;
    *cols = 80;
    *rows = 24;
}

static void write_all(struct slice bytes)
{
    struct pollfd p = {.fd = 1, .events = POLLOUT};
    while (bytes.len > 0) {
        ssize_t n = write(1, bytes.at, bytes.len);
        if (n > 0)
            bytes = slice_from(bytes, (size_t)n);
        else if (n < 0 && errno == EAGAIN)
            (void)poll(&p, 1, -1);
        else if (n == 0 || errno != EINTR)
            return;
    }
}

/* What stands on the screen goes where a person can scroll back to. */
static void make_room(void)
{
    uint16_t cols, rows;
    char storage[2048];
    struct text t;
    tty_size(&cols, &rows);
    text_init(&t, storage, sizeof storage);
    text_str(&t, "\x1b[22;0t\x1b[999;1H");
    for (uint16_t i = 0; i < rows; i++)
        text_char(&t, '\n');
    write_all(text_slice(&t));
}

void tty_show(struct slice bytes)
{
    if (!shown)
        make_room();
    shown = 1;
    write_all(bytes);
}

int tty_signal_fd(void)
{
    return pipe_ends[0];
}

unsigned tty_signals(void)
{
    uint8_t bytes[64];
    unsigned came = 0;
    ssize_t n;
    while ((n = read(pipe_ends[0], bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < n; i++)
            came |= bytes[i];
    return came;
}

void tty_stop(void)
{
    struct sigaction plain = {.sa_handler = SIG_DFL}, before;
    tty_restore();
    (void)sigaction(SIGTSTP, &plain, &before);
    (void)raise(SIGTSTP);
    (void)sigaction(SIGTSTP, &before, NULL);
    tty_raw();
}

/*
 * Restores the terminal in all cases. A signal that ends the process is caught; its handler
 * restores the terminal (tcsetattr() and write() are async-signal-safe, POSIX.1-2008 section
 * 2.4.3), then lets the signal take its default action. Other signals become a byte in a pipe that
 * the loop watches.
 */
#include "cli/tty.h"

#include "cli/say.h"
#include "os/descriptor.h"
#include "os/terminal.h"

#include <errno.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

/* Resets synchronized output, the scroll region, the alternate screen, links and colours, mouse,
 * focus, paste, cursor keys and keypad, reverse video, the cursor and its shape and the title, and
 * moves to the last row. The alternate screen is left by mode 1047, since 1049 would move the
 * cursor. */
static const char set_back[] =
    "\x1b[?2026l\x1b[r\x1b[?1047l\x1b]8;;\a\x1b[0m\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l"
    "\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[?1l\x1b>\x1b[?5l\x1b[?25h\x1b[0 q"
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

static void tty_on_end(int number)
{
    tty_restore();
    (void)raise(number); /* SA_RESETHAND has restored its default action */
}

static void tty_on_event(int number)
{
    int error = errno;
    uint8_t event = number == SIGWINCH ? TTY_RESIZED : number == SIGTSTP ? TTY_STOP : TTY_CONTINUED;
    ssize_t n = write(pipe_ends[1], &event, 1);
    (void)n;
    errno = error;
}

static void tty_catch_signals(void)
{
    static const int ends[] = {SIGTERM, SIGHUP,  SIGINT, SIGQUIT, SIGSEGV,
                               SIGBUS,  SIGABRT, SIGFPE, SIGILL};
    static const int others[] = {SIGWINCH, SIGTSTP, SIGCONT};
    struct sigaction end = {.sa_handler = tty_on_end, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
    struct sigaction event = {.sa_handler = tty_on_event, .sa_flags = SA_RESTART};
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
        if (!os_nonblocking(pipe_ends[i]))
            return false;
    tty_catch_signals();
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

/* Scrolls the screen's content up into the terminal's scrollback. */
static void tty_make_room(void)
{
    uint16_t cols, rows;
    TEXT(t, 2048);
    tty_size(&cols, &rows);
    text_str(&t, "\x1b[22;0t\x1b[999;1H");
    for (uint16_t i = 0; i < rows; i++)
        text_char(&t, '\n');
    (void)cli_say(1, text_slice(&t));
}

void tty_show(struct slice bytes)
{
    if (!shown)
        tty_make_room();
    shown = 1;
    (void)cli_say(1, bytes);
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
    struct sigaction standard = {.sa_handler = SIG_DFL}, before;
    tty_restore();
    (void)sigaction(SIGTSTP, &standard, &before);
    (void)raise(SIGTSTP);
    (void)sigaction(SIGTSTP, &before, NULL);
    tty_raw();
}

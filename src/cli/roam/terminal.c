/*
 * Restores the terminal between attempts. An ssh that was killed leaves the terminal raw, and a
 * tmux that it showed leaves the alternate screen, the mouse and the keypad switched on. All of it
 * is reset before roam writes anything. The sequence that also restores the cursor (DECRC) is not
 * used, since it would move the cursor to wherever a program once saved it; the cursor goes to the
 * last row instead, where nothing is overwritten.
 */
#include "cli/roam/terminal.h"

#include "base/clock.h"
#include "cli/roam/child.h"
#include "cli/say.h"

#include <fcntl.h>
#include <unistd.h>

/* Resets synchronized output, the alternate screen, DECSTR, mouse tracking and its encodings,
 * focus, bracketed paste, cursor keys and keypad, the cursor, the charset and colours, and moves to
 * the last row. */
#define RESET_MODES                                                                                \
    "\033[?2026l\033[?1047l\033[!p\033[?1000l\033[?1002l\033[?1003l\033[?1005l\033[?1006l"         \
    "\033[?1015l\033[?1004l\033[?2004l\033[?1l\033>\033[?25h\017\033(B\033[m\033[999;1H\r\n"

bool roam_terminal_save(struct roam_terminal *t)
{
    t->flags = fcntl(0, F_GETFL);
    return isatty(1) && tcgetattr(0, &t->saved) == 0;
}

void roam_terminal_restore(const struct roam_terminal *t, bool modes)
{
    (void)tcsetattr(0, TCSAFLUSH, &t->saved);
    (void)fcntl(0, F_SETFL, t->flags);
    if (modes)
        (void)cli_say(1, SLICE(RESET_MODES));
}

static void terminal_say_countdown(const char *what, uint64_t seconds)
{
    TEXT(t, 128);
    text_str(&t, "\r\033[K");
    text_str(&t, what);
    text_str(&t, "; trying again in ");
    text_u64(&t, seconds);
    text_str(&t, " s (any key: now, q: give up)");
    (void)cli_say(1, text_slice(&t));
}

/* Returns the end of the present second, counted back from the deadline. */
static uint64_t next_second(uint64_t now, uint64_t until_ms)
{
    return until_ms - (until_ms - now - 1) / 1000 * 1000;
}

/* Waits for a key and returns it; 0 if none came. A terminal that is gone counts as giving up. */
static char terminal_wait_key(const char *what, uint64_t until_ms)
{
    struct roam_child none = {.pipe = -1};
    char c = 0;
    for (uint64_t now = clock_ms(); now < until_ms; now = clock_ms()) {
        terminal_say_countdown(what, (until_ms - now + 999) / 1000);
        enum roam_event event = roam_child_wait(&none, 0, next_second(now, until_ms));
        if (event == ROAM_STOPPED)
            return 'q';
        if (event == ROAM_READABLE)
            return read(0, &c, 1) == 1 ? c : 'q';
    }
    return 0;
}

bool roam_terminal_wait(const struct roam_terminal *t, const char *what, uint64_t until_ms)
{
    struct termios keys = t->saved;
    if (clock_ms() >= until_ms) {
        (void)cli_say(1, slice_of(what));
        (void)cli_say(1, SLICE("; trying again\r\n"));
        return roam_signal() == 0;
    }
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    (void)tcsetattr(0, TCSAFLUSH, &keys);
    char pressed = terminal_wait_key(what, until_ms);
    (void)tcsetattr(0, TCSAFLUSH, &t->saved);
    (void)cli_say(1, SLICE("\r\n"));
    return pressed != 'q' && pressed != 'Q' && roam_signal() == 0;
}

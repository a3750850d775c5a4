/*
 * An ssh that was killed leaves the terminal raw, and a tmux that it showed leaves the alternate
 * screen, the mouse and the keypad as they were. All of it is set back before roam says a word. It
 * does not use the sequence that also restores the cursor, which would jump to wherever a program
 * has once saved it, but goes to the last row: nothing that stands there is written over.
 */
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/roam/roam.h"

#include <fcntl.h>
#include <unistd.h>

/* Synchronized output, the alternate screen, DECSTR, mouse tracking and its encodings, focus,
 * bracketed paste, cursor keys and keypad, the cursor, the charset, colours, the last row. */
#define SET_BACK                                                                                   \
    "\033[?2026l\033[?1047l\033[!p\033[?1000l\033[?1002l\033[?1003l\033[?1005l\033[?1006l"         \
    "\033[?1015l\033[?1004l\033[?2004l\033[?1l\033>\033[?25h\017\033(B\033[m\033[999;1H\r\n"

bool roam_terminal_save(struct roam *r)
{
    r->terminal_flags = fcntl(0, F_GETFL);
    return isatty(1) && tcgetattr(0, &r->terminal) == 0;
}

void roam_terminal_restore(struct roam *r)
{
    (void)tcsetattr(0, TCSAFLUSH, &r->terminal);
    (void)fcntl(0, F_SETFL, r->terminal_flags);
    if (r->words.authenticated)
        cli_say(1, SLICE(SET_BACK));
}

static void say_when(const char *what, uint64_t seconds)
{
    TEXT(t, 128);
    text_str(&t, "\r\033[K");
    text_str(&t, what);
    text_str(&t, "; trying again in ");
    text_u64(&t, seconds);
    text_str(&t, " s (any key: now, q: give up)");
    cli_say(1, text_slice(&t));
}

/* The next second's end before the deadline. */
static uint64_t next_second(uint64_t now, uint64_t until_ms)
{
    return until_ms - (until_ms - now - 1) / 1000 * 1000;
}

/* 0: no key. A terminal that is gone is one that gives up. */
static char key(const char *what, uint64_t until_ms)
{
    struct roam_child none = {.pipe = -1};
    char c = 0;
    for (uint64_t now = clock_ms(); now < until_ms; now = clock_ms()) {
        say_when(what, (until_ms - now + 999) / 1000);
        enum roam_event event = roam_wait(&none, 0, next_second(now, until_ms));
        if (event == ROAM_STOPPED)
            return 'q';
        if (event == ROAM_READABLE)
            return read(0, &c, 1) == 1 ? c : 'q';
    }
    return 0;
}

bool roam_terminal_wait(struct roam *r, uint64_t until_ms)
{
    struct termios keys = r->terminal;
    if (clock_ms() >= until_ms) {
        cli_say(1, SLICE("line lost; trying again\r\n"));
        return roam_signal() == 0;
    }
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    (void)tcsetattr(0, TCSAFLUSH, &keys);
    char pressed = key(r->reached ? "line lost" : "no line", until_ms);
    (void)tcsetattr(0, TCSAFLUSH, &r->terminal);
    cli_say(1, SLICE("\r\n"));
    return pressed != 'q' && pressed != 'Q' && roam_signal() == 0;
}

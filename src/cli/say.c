/* Text is cleaned character by character; a piece that is printed may end within one. */
#include "cli/say.h"

#include "base/errors.h"
#include "base/utf8.h"
#include "cli/exit_status.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define ERROR_BYTES 1088
#define NEWLINE_BYTES 2
#define PIECE_BYTES 512

bool cli_say(int fd, struct slice text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.at, text.len);
        if (n > 0)
            text = slice_from(text, (size_t)n);
        else if (n < 0 && errno == EAGAIN)
            (void)loop_wait_for(fd, POLLOUT, UINT64_MAX);
        else if (n == 0 || errno != EINTR)
            return false;
    }
    return true;
}

static bool is_control(uint32_t point)
{
    return point < ' ' || (point >= 0x7F && point < 0xA0);
}

/* Appends the character that the next byte completes, if any. kept: control characters that are not
 * left out. */
static void say_put_byte(struct text *t, struct utf8 *u, uint8_t byte, const char *kept)
{
    uint8_t utf8[4];
    enum utf8_step step = utf8_feed(u, byte);
    if (step == UTF8_BROKEN) {
        text_add(t, slice_make(utf8, utf8_put(UTF8_REPLACEMENT, utf8)));
        step = utf8_feed(u, byte);
    }
    if (step == UTF8_MORE)
        return;
    uint32_t point = step == UTF8_POINT ? u->point : UTF8_REPLACEMENT;
    if (!is_control(point) || slice_find(slice_of(kept), (uint8_t)point) >= 0)
        text_add(t, slice_make(utf8, utf8_put(point, utf8)));
}

void cli_put_clean(struct text *t, struct slice s)
{
    struct utf8 u = {0};
    for (size_t i = 0; i < s.len; i++)
        say_put_byte(t, &u, s.at[i], "");
}

void cli_print(struct slice text)
{
    static struct utf8 u;
    for (size_t at = 0; at < text.len;) {
        TEXT(t, PIECE_BYTES);
        for (; at < text.len && t.len + 8 < t.size; at++)
            say_put_byte(&t, &u, text.at[at], "\n\t");
        if (cli_say(1, text_slice(&t)))
            continue;
        const char *why = error_text(errno);
        (void)cli_say(2, SLICE("boundtty: standard output: "));
        (void)cli_say(2, slice_of(why));
        (void)cli_say(2, SLICE("\n"));
        _exit(CLI_REFUSED);
    }
}

static void say_error(const char *command, struct slice sentence, const char *newline)
{
    char storage[ERROR_BYTES];
    struct text t;
    text_init(&t, storage, sizeof storage - NEWLINE_BYTES);
    text_str(&t, "boundtty ");
    text_str(&t, command);
    text_str(&t, ": ");
    cli_put_clean(&t, sentence);
    t.size += NEWLINE_BYTES; /* room for the newline after a cut sentence */
    text_str(&t, newline);
    (void)cli_say(2, text_slice(&t));
}

void cli_error(const char *command, struct slice sentence)
{
    say_error(command, sentence, "\n");
}

void cli_error_raw(const char *command, struct slice sentence)
{
    say_error(command, sentence, "\r\n");
}

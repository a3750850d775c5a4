/* Writes all of a text, even if the descriptor is full at first. */
#include "cli/say.h"

#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define ERROR_BYTES 1088
#define NEWLINE_BYTES 2

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

static void say_error(const char *command, struct slice sentence, const char *newline)
{
    char storage[ERROR_BYTES];
    struct text t;
    text_init(&t, storage, sizeof storage - NEWLINE_BYTES);
    text_str(&t, "boundtty ");
    text_str(&t, command);
    text_str(&t, ": ");
    text_add(&t, sentence);
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

/* Words for a person. */
#include "cli/cli.h"

#include <unistd.h>

void cli_say(int fd, struct slice text)
{
    ssize_t n;
    while (text.len > 0 && (n = write(fd, text.at, text.len)) > 0)
        text = slice_from(text, (size_t)n);
}

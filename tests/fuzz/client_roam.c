/* Any bytes as what ssh says: every one is passed on, but for the messages that are kept back
 * whole. */
#include "base/bug.h"
#include "cli/roam/messages.h"
#include "cli/say.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t said;

bool cli_say(int fd, struct slice text)
{
    BUG_UNLESS(fd == 2);
    said += text.len;
    return true;
}

void cli_error_raw(const char *command, struct slice sentence)
{
    BUG_UNLESS(command[0] != '\0' && sentence.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct roam_messages m;
    static struct roam_plan plan;
    struct roam_settings set = {.verbose = size % 2 == 0};
    plan = (struct roam_plan){.forwards = 2};
    plan.forward[0] = (struct roam_forward){.direction = ROAM_LOCAL, .port = 80};
    plan.forward[1] = (struct roam_forward){.direction = ROAM_REMOTE, .port = 81};
    said = 0;
    roam_messages_start(&m, &set, &plan);
    for (size_t at = 0, n; at < size; at += n) {
        n = 1 + bytes[at] % 64;
        n = n < size - at ? n : size - at;
        roam_messages_feed(&m, slice_make(bytes + at, n));
        BUG_UNLESS(m.len < sizeof m.line && said <= at + n);
    }
    roam_messages_end(&m);
    BUG_UNLESS(m.len == 0 && memchr(m.why, '\0', sizeof m.why) != NULL);
    if (!m.dropped && set.verbose)
        BUG_UNLESS(said == size);
    return 0;
}

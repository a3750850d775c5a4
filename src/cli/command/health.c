/*
 * boundtty health [-l ADDR:PORT] [-b BASE] [-r RETRIES] [-t SECONDS]: 0 where the server is live or
 * degraded (and says why), 1 where it should be started again or does not answer, 2 for a wrong
 * flag. Between two tries it waits 0.1 s, doubled each time, 2 s at most.
 */
#include "base/clock.h"
#include "base/codec/json.h"
#include "base/errors.h"
#include "cli/cli.h"
#include "cli/connect/request.h"
#include "cli/connect/socket.h"
#include "os/memory.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define PAUSE_FIRST_MS 100
#define PAUSE_MOST_MS 2000
#define RETRIES_MAX 1000
#define SECONDS_MAX 3600

struct flags {
    const char *address, *base;
    uint64_t retries, seconds;
};

static int wrong(const char *flag, const char *why)
{
    cli_say(2, SLICE("boundtty health: "));
    cli_say(2, slice_of(flag));
    cli_say(2, slice_of(why));
    cli_say(2, SLICE("\n"));
    return 2;
}

static bool number(const char *text, uint64_t most, uint64_t *to)
{
    return slice_u64(slice_of(text), to) && *to <= most;
}

/* 0: all is read. */
static int read_flags(char *const argv[], struct flags *a)
{
    for (size_t i = 0; argv[i]; i += 2) {
        const char *flag = argv[i], *value = argv[i + 1];
        bool good = true;
        if (!value)
            return wrong(flag, " needs a value");
        if (strcmp(flag, "-l") == 0)
            a->address = value;
        else if (strcmp(flag, "-b") == 0)
            a->base = value;
        else if (strcmp(flag, "-r") == 0)
            good = number(value, RETRIES_MAX, &a->retries);
        else if (strcmp(flag, "-t") == 0)
            good = number(value, SECONDS_MAX, &a->seconds) && a->seconds > 0;
        else
            return wrong(flag, " is not known; there are -l, -b, -r and -t");
        if (!good)
            return wrong(flag, " needs a number: at most 1000 retries, 1 to 3600 seconds");
    }
    return 0;
}

static void tell(struct slice body)
{
    struct json answer = json_read(body);
    char status[32], reason[512];
    size_t len;
    if (!json_string(json_member(answer, "status"), status, sizeof status, &len))
        return;
    cli_say(1, slice_make(status, len));
    if (json_string(json_member(answer, "reason"), reason, sizeof reason, &len) && len > 0) {
        cli_say(1, SLICE(": "));
        cli_say(1, slice_make(reason, len));
    }
    cli_say(1, SLICE("\n"));
}

static void tell_silence(const struct flags *a, int error)
{
    cli_say(2, SLICE("boundtty health: "));
    cli_say(2, slice_of(a->address));
    cli_say(2, SLICE(": "));
    cli_say(2, slice_of(error_text(error)));
    cli_say(2, SLICE("\n"));
}

/* Its status, and the piece of the answer's body that came first; 0: there is none (errno). */
static unsigned ask(struct request *r, const struct flags *a, const struct os_address *to,
                    struct slice *body)
{
    const struct asked q = {.method = "GET", .base = a->base, .path = "/health"};
    r->until_ms = clock_ms() + a->seconds * 1000;
    r->fd = socket_connect(to, r->until_ms);
    if (r->fd < 0)
        return 0;
    unsigned status = request_ask(r, &q);
    if (status != 0 && !request_piece(r, body))
        *body = (struct slice){0};
    int error = errno;
    close(r->fd);
    errno = error;
    return status;
}

int cli_health(char *const argv[])
{
    struct flags a = {.address = "127.0.0.1:7681", .base = "", .seconds = 5};
    struct os_address to;
    int bad = read_flags(argv, &a);
    if (bad != 0)
        return bad;
    if (!os_address_parse(a.address, &to))
        return wrong(a.address, " is no address; write 127.0.0.1:7681, [::1]:7681 or unix:/path");
    struct request *r = os_reserve(sizeof *r);
    struct slice body = {0};
    unsigned status = 0;
    int pause_ms = PAUSE_FIRST_MS;
    for (uint64_t i = 0; r && i <= a.retries; i++) {
        if (i > 0) {
            (void)poll(NULL, 0, pause_ms);
            pause_ms = pause_ms * 2 < PAUSE_MOST_MS ? pause_ms * 2 : PAUSE_MOST_MS;
        }
        status = ask(r, &a, &to, &body);
        if (status == 200)
            break;
    }
    if (status == 0)
        tell_silence(&a, errno);
    else
        tell(body);
    return status == 200 ? 0 : 1;
}

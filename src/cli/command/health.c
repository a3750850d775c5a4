/* Asks a server for its health. Failed requests are repeated after a pause that doubles from 0.1 s
 * to 2 s. */
#include "cli/command/health.h"

#include "base/clock.h"
#include "base/codec/json.h"
#include "base/errors.h"
#include "cli/connect/request.h"
#include "cli/connect/socket.h"
#include "cli/exit_status.h"
#include "cli/say.h"
#include "os/memory.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define PAUSE_FIRST_MS 100
#define PAUSE_MAX_MS 2000
#define RETRIES_MAX 1000
#define SECONDS_MAX 3600

static const char usage[] =
    "usage: boundtty health [-l ADDR:PORT] [-b BASE] [-r RETRIES] [-t SECONDS]\n"
    "\n"
    "Asks a server how it is.\n"
    "  -l ADDR:PORT  where it listens (127.0.0.1:7681); unix:/path too\n"
    "  -b BASE       the path below which it serves\n"
    "  -r RETRIES    further attempts, after growing pauses (0)\n"
    "  -t SECONDS    for each attempt (5)\n"
    "  -h            print this\n"
    "Exits 0 where it is live, or degraded and says why; 1 where it should be restarted or does "
    "not\n"
    "answer; 2 wrong words.\n";

struct health_flags {
    const char *address, *base;
    uint64_t retries, seconds;
};

static int health_wrong(const char *word, const char *why)
{
    TEXT(t, 512);
    text_str(&t, word);
    text_str(&t, why);
    cli_error("health", text_slice(&t));
    return CLI_USAGE;
}

/* Reads the flag at argv[0] and its value. Returns -1, or an exit status after an error. */
static int health_read_flag(struct health_flags *f, char *const argv[])
{
    const struct {
        const char *name;
        const char **text;
        uint64_t *number, min, max;
    } flags[] = {{"-l", &f->address, NULL, 0, 0},
                 {"-b", &f->base, NULL, 0, 0},
                 {"-r", NULL, &f->retries, 0, RETRIES_MAX},
                 {"-t", NULL, &f->seconds, 1, SECONDS_MAX}};
    size_t i = 0;
    while (i < COUNT(flags) && strcmp(argv[0], flags[i].name) != 0)
        i++;
    if (i == COUNT(flags))
        return health_wrong(argv[0], " is not known; try boundtty health -h");
    if (!argv[1])
        return health_wrong(argv[0], " needs a value");
    uint64_t *number = flags[i].number;
    if (!number) {
        *flags[i].text = argv[1];
        return -1;
    }
    if (!slice_u64(slice_of(argv[1]), number) || *number < flags[i].min || *number > flags[i].max)
        return health_wrong(argv[0], " needs a number: at most 1000 retries, 1 to 3600 seconds");
    return -1;
}

/* Reads the command line. Returns -1, or an exit status if the command ends here. */
static int health_read(struct health_flags *f, char *const argv[])
{
    int status = -1;
    *f = (struct health_flags){.address = "127.0.0.1:7681", .base = "", .seconds = 5};
    for (size_t i = 0; argv[i] && status < 0; i += 2) {
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0) {
            cli_print(slice_of(usage));
            return CLI_DONE;
        }
        status = health_read_flag(f, argv + i);
    }
    return status;
}

/* Prints "STATUS: REASON" from the answer's body. */
static void health_print(struct slice body)
{
    struct json answer = json_read(body);
    char status[32], reason[512];
    size_t len;
    TEXT(t, sizeof status + sizeof reason + 4);
    if (!json_string(json_member(answer, "status"), status, sizeof status, &len))
        return;
    text_add(&t, slice_make(status, len));
    if (json_string(json_member(answer, "reason"), reason, sizeof reason, &len) && len > 0) {
        text_str(&t, ": ");
        text_add(&t, slice_make(reason, len));
    }
    text_char(&t, '\n');
    cli_print(text_slice(&t));
}

/* Prints why no answer came. */
static void health_print_silence(const char *address, int error)
{
    TEXT(t, 512);
    text_str(&t, address);
    text_str(&t, ": ");
    text_str(&t, error_text(error));
    cli_error("health", text_slice(&t));
}

/* Makes one request. Returns the answer's status, and the first piece of its body; 0 and errno if
 * no answer came. */
static unsigned health_ask(struct request *r, const struct health_flags *f,
                           const struct os_address *to, struct slice *body)
{
    const struct request_parts parts = {.method = "GET", .base = f->base, .path = "/health"};
    r->until_ms = clock_ms() + f->seconds * 1000;
    r->fd = socket_connect(to, r->until_ms);
    if (r->fd < 0)
        return 0;
    unsigned status = request_send(r, &parts);
    if (status != 0 && !request_piece(r, body))
        *body = (struct slice){0};
    int error = errno;
    close(r->fd);
    errno = error;
    return status;
}

/* Repeats the request until the server is healthy, or no attempt is left. */
static unsigned health_ask_again(struct request *r, const struct health_flags *f,
                                 const struct os_address *to, struct slice *body)
{
    uint64_t pause_ms = PAUSE_FIRST_MS;
    unsigned status = health_ask(r, f, to, body);
    for (uint64_t i = 0; i < f->retries && status != 200; i++) {
        (void)poll(NULL, 0, (int)pause_ms);
        pause_ms = clock_earlier(pause_ms * 2, PAUSE_MAX_MS);
        status = health_ask(r, f, to, body);
    }
    return status;
}

int cli_health(char *const argv[])
{
    struct health_flags f;
    struct os_address to;
    struct slice body = {0};
    int bad = health_read(&f, argv);
    if (bad >= 0)
        return bad;
    if (!os_address_parse(f.address, &to))
        return health_wrong(f.address,
                            " is not an address; write 127.0.0.1:7681, [::1]:7681 or unix:/path");
    struct request *r = os_reserve(sizeof *r);
    unsigned status = r ? health_ask_again(r, &f, &to, &body) : 0;
    if (status != 0)
        health_print(body);
    else
        health_print_silence(f.address, errno);
    return status == 200 ? CLI_DONE : CLI_REFUSED;
}

/*
 * Runs boundtty attach. The first connection is made before the terminal is changed: errors are
 * printed as by any command, and ssh can ask for passwords.
 */
#include "cli/attach/attach.h"

#include "base/clock.h"
#include "base/errors.h"
#include "cli/attach/attachment.h"
#include "cli/connect/lookup.h"
#include "cli/stdio.h"
#include "cli/tty.h"
#include "os/loop.h"
#include "os/memory.h"

#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
    "usage: boundtty attach [-r] [-e KEYS] [TARGET]\n"
    "       boundtty attach --stdio\n"
    "\n"
    "Shows a window in this terminal until ~. is typed after a newline (~? shows all such keys), "
    "or\n"
    "its program has ended. A connection that is lost is made again by itself.\n"
    "  -r            read only: neither types nor changes the window's size\n"
    "  -e KEYS       the escape character instead of ~, and perhaps the key that detaches\n"
    "                instead of '.': \"^A\", \"^Ad\", \"none\"\n"
    "  --stdio       standard input and output as a connection to this machine's server, for "
    "ssh://\n"
    "Exits 0 after a detach; with the program's status when it has ended; 1 if the server refuses "
    "or\n"
    "the window was closed, 2 wrong words, 3 no such target, 4 no server there.\n"
    "\n";

enum { OPTION_READONLY, OPTION_KEYS, OPTION_STDIO };
static const char *const names[] = {"-r", "-e=", "--stdio", NULL};

/* Whether our terminal is itself the window (its program leads our session), which would then show
 * itself recursively. */
static bool is_own(const struct client *c, struct json window)
{
    uint64_t pid;
    return c->target.way == TARGET_LOCAL && json_u64(json_member(window, "pid"), INT32_MAX, &pid) &&
           pid == (uint64_t)getsid(0);
}

/* Prepares the attachment and makes its first connection. */
static int attach_start(struct attachment *a, struct client *c)
{
    const char *keys = c->options.value[OPTION_KEYS];
    const char *term = getenv("TERM");
    bool readonly = c->options.value[OPTION_READONLY] != NULL;
    struct json window;
    a->client = c;
    a->screen.too_large = readonly ? "enlarge it]" : "a key makes the window fit]";
    if (!escape_start(&a->escape, slice_of(keys ? keys : "~")))
        return options_wrong(&c->options, keys, " is not an escape character, alone or with a key");
    if (!tty_start())
        return client_fail(c, CLI_USAGE, "not a terminal", "use screen, send or wait in scripts");
    if (!term || term[0] == '\0' || slice_equal(slice_of(term), SLICE("dumb")))
        return client_fail(c, CLI_USAGE, "TERM is dumb or not set",
                           "the terminal cannot show a window; use screen, send or wait");
    tty_size(&a->screen.cols, &a->screen.rows);
    int failed = lookup_window(c, &window);
    if (failed)
        return failed;
    if (is_own(c, window))
        return client_fail(c, CLI_USAGE, "this terminal is the window itself",
                           "name another one, as SESSION:WINDOW");
    if (!dialect_start(&a->dialect, readonly))
        return client_fail(c, CLI_REFUSED, "attach", "the system has no random bytes yet");
    return attachment_connect(a, clock_ms() + CLIENT_TIMEOUT_MS);
}

static int attach_window(struct client *c)
{
    struct attachment *a = os_reserve(sizeof *a);
    if (!a || !(a->screen.part = os_reserve(sizeof *a->screen.part)))
        return client_fail(c, CLI_REFUSED, "attach", "out of memory");
    loop_init();
    int failed = attach_start(a, c);
    c->quiet = true;
    return failed ? failed : attachment_run(a);
}

static int attach_stdio(struct client *c)
{
    int failed = client_connect(c, UINT64_MAX), error = 0;
    if (!failed)
        error = stdio_copy(c->request.fd, c->body, sizeof c->body);
    client_close(c);
    if (error)
        return client_fail(c, CLI_REFUSED, "standard output", error_text(error));
    return failed;
}

int cli_attach(char *const argv[])
{
    int status;
    struct client *c = client_start("attach", usage, names, argv, &status);
    if (!c)
        return status;
    status = options_at_most(&c->options, 1);
    if (status != CLI_DONE)
        return status;
    bool stdio = c->options.value[OPTION_STDIO] != NULL;
    status = client_target(c, stdio ? NULL : c->options.words[0], false);
    if (status != CLI_DONE)
        return status;
    return stdio ? attach_stdio(c) : attach_window(c);
}

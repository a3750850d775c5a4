/*
 * boundtty screen and wait: a window's text. What scrolls off between two looks is not missed: each
 * asks for the history from where the one before saw its end.
 */
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/connect/client.h"
#include "cli/lines.h"
#include "os/memory.h"

#include <poll.h>

#define LOOK_MS 50
#define GONE_MS 10000 /* a server that does not come back within this is gone */
#define SECONDS_MAX 10000000

static const char screen_usage[] = "usage: boundtty screen TARGET [-H LINES]\n"
                                   "\n"
                                   "Prints what a window shows, as text.\n"
                                   "  -H LINES      and so many lines of its history above\n"
                                   "Exits 0; 2 usage, 3 no such target, 4 no server there.\n"
                                   "\n";
static const char wait_usage[] =
    "usage: boundtty wait TARGET [-t SECONDS] (PATTERN | --exit)\n"
    "\n"
    "Waits until a row of the window's screen, or one that scrolled off since the wait began, "
    "holds\n"
    "PATTERN ('*' stands for anything, '?' for one character), or until its program has ended.\n"
    "  -t SECONDS    no longer than this\n"
    "  --exit        for the end of the program alone, and exits with its status\n"
    "Exits 0, the pattern is there; 1 the program has ended, or the window was closed, without "
    "it,\n"
    "2 usage, 3 no such target, 4 no server there, 124 the time is over.\n"
    "\n";

/* What is looked for, and how far it was looked. */
struct watch {
    struct slice pattern; /* empty: the program's end alone */
    uint64_t from;        /* of the history; UINT64_MAX: the screen alone */
    bool found;
    uint64_t status; /* of the program; UINT64_MAX: it runs */
    struct lines lines;
};

static int find_target(struct client *c)
{
    struct json window;
    int failed = client_target(c, c->options.words[0], false);
    return failed ? failed : client_find(c, &window);
}

static int print_screen(struct client *c, uint64_t lines)
{
    char storage[LIMIT_PATH_BYTES];
    struct text path;
    struct slice piece;
    text_init(&path, storage, sizeof storage);
    (void)client_path(c, true, "/screen?history=", &path);
    text_u64(&path, lines);
    int failed = client_open(c, "GET", text_end(&path), (struct slice){0});
    if (failed || c->request.status != 200)
        return failed ? failed : client_refused(c);
    while (request_piece(&c->request, &piece))
        cli_say(1, piece);
    return c->request.broken ? client_fail(c, CLI_UNREACHABLE, c->where, "it broke off") : CLI_DONE;
}

int cli_screen(char *const argv[])
{
    static const char *const names[] = {"-H=", NULL};
    uint64_t lines = 0;
    int status;
    struct client *c = client_start("screen", screen_usage, names, argv, &status);
    if (!c)
        return status;
    const char *given = c->options.value[0];
    if (c->options.count != 1)
        return options_wrong(&c->options, "TARGET", " is the one word that it needs");
    if (given && !slice_u64(slice_of(given), &lines))
        return options_wrong(&c->options, given, " is no number of lines");
    status = find_target(c);
    if (status == CLI_DONE)
        status = print_screen(c, lines);
    client_close(c);
    return status;
}

static void match_lines(struct watch *w, struct slice piece)
{
    struct slice line;
    while (lines_next(&w->lines, &piece, &line))
        w->found = w->found || (w->pattern.len > 0 && lines_match(line, w->pattern));
}

/* One look. CLI_DONE: it was possible. */
static int look(struct client *c, struct watch *w)
{
    char storage[LIMIT_PATH_BYTES];
    struct text path;
    struct slice piece, value;
    text_init(&path, storage, sizeof storage);
    (void)client_path(c, true, "/screen?from=", &path);
    text_u64(&path, w->from);
    int failed = client_open(c, "GET", text_end(&path), (struct slice){0});
    if (failed || c->request.status != 200)
        return failed ? failed : client_refused(c);
    if (request_field(&c->request, "History-Next", &value))
        (void)slice_u64(value, &w->from);
    if (request_field(&c->request, "Exit-Status", &value))
        (void)slice_u64(value, &w->status);
    w->lines.ended = true;
    while (request_piece(&c->request, &piece))
        match_lines(w, piece);
    return c->request.broken ? CLI_UNREACHABLE : CLI_DONE;
}

/* Until there is something to be said, or no server for GONE_MS. */
static int look_on(struct client *c, struct watch *w, uint64_t until_ms)
{
    uint64_t gone_ms = 0;
    for (;;) {
        uint64_t now = clock_ms();
        int failed = look(c, w);
        if (w->found)
            return CLI_DONE;
        if (!failed && w->status != UINT64_MAX)
            return w->pattern.len > 0 ? CLI_REFUSED : (int)w->status;
        if (!failed || gone_ms == 0)
            gone_ms = now + GONE_MS;
        if (failed && (failed != CLI_UNREACHABLE || now >= gone_ms))
            return failed == CLI_NO_TARGET ? CLI_REFUSED : failed;
        if (now >= until_ms)
            return CLI_TIMEOUT;
        (void)poll(NULL, 0, until_ms - now < LOOK_MS ? (int)(until_ms - now) : LOOK_MS);
    }
}

static int read_wait(struct client *c, bool *exits, uint64_t *seconds)
{
    const char *given = c->options.value[0];
    *exits = c->options.value[1] != NULL;
    if (c->options.count != (*exits ? 1u : 2u) || (!*exits && !c->options.words[1][0]))
        return options_wrong(&c->options, "TARGET", ", and PATTERN or --exit, are what it needs");
    if (given && (!slice_u64(slice_of(given), seconds) || *seconds > SECONDS_MAX))
        return options_wrong(&c->options, given, " is no number of seconds");
    return CLI_DONE;
}

int cli_wait(char *const argv[])
{
    static const char *const names[] = {"-t=", "--exit", NULL};
    uint64_t seconds = SECONDS_MAX;
    bool exits;
    int status;
    struct client *c = client_start("wait", wait_usage, names, argv, &status);
    struct watch *w = c ? os_reserve(sizeof *w) : NULL;
    if (!w)
        return status;
    status = read_wait(c, &exits, &seconds);
    uint64_t until_ms = clock_ms() + seconds * 1000;
    if (status == CLI_DONE)
        status = find_target(c);
    if (status != CLI_DONE)
        return status;
    w->pattern = exits ? (struct slice){0} : slice_of(c->options.words[1]);
    w->from = w->status = UINT64_MAX;
    c->quiet = true;
    status = look_on(c, w, until_ms);
    c->quiet = false;
    if (status == CLI_TIMEOUT && !w->found)
        (void)client_fail(c, status, "the time is over", "it did not come");
    else if (status == CLI_REFUSED && !exits)
        (void)client_fail(c, status, "the program has ended", "it did not come");
    client_close(c);
    return status;
}

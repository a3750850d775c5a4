/*
 * Polls a window's text until it matches a pattern, or its program has ended. Lines that scroll off
 * between two polls are not missed: each poll requests the history from the end of the previous
 * one.
 */
#include "cli/command/wait.h"

#include "base/clock.h"
#include "cli/connect/lookup.h"
#include "cli/line_reader.h"
#include "cli/pattern.h"
#include "os/memory.h"

#include <poll.h>

#define POLL_MS 50
#define GONE_MS 10000 /* a restarted server is back before; later it is gone */
#define SECONDS_MAX 10000000
#define HISTORY_NONE UINT64_MAX
#define STILL_RUNNING UINT64_MAX

static const char usage[] =
    "usage: boundtty wait TARGET [-t SECONDS] (PATTERN | --exit)\n"
    "\n"
    "Waits until a row of the window's screen, or one that scrolled off since the wait began, "
    "holds\n"
    "PATTERN ('*' matches any text, '?' one character), or until its program has ended.\n"
    "  -t SECONDS    at most this long\n"
    "  --exit        waits for the end of the program alone, and exits with its status\n"
    "Exits 0, the pattern is there; 1 the program has ended, or the window was closed, without "
    "it;\n"
    "2 wrong words, 3 no such target, 4 no server there, 124 the time is over.\n"
    "\n";

enum { OPTION_SECONDS, OPTION_EXIT };

/* The awaited event, and what was seen so far. */
struct watch {
    struct slice pattern; /* empty: only the program's end */
    uint64_t from;        /* first history line to request; HISTORY_NONE: only the screen */
    uint64_t status;      /* exit status of the program, or STILL_RUNNING */
    bool found;
    struct line_reader lines;
};

static void watch_match(struct watch *w, struct slice piece)
{
    struct slice line;
    while (line_reader_next(&w->lines, &piece, &line))
        w->found = w->found || (w->pattern.len > 0 && pattern_matches(w->pattern, line));
}

/* Polls once. Returns CLI_DONE if an answer came. */
static int watch_poll(struct client *c, struct watch *w)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    struct slice piece, value;
    (void)lookup_path(c, true, "/screen?from=", &path);
    text_u64(&path, w->from);
    int failed = client_open(c, "GET", text_end(&path), (struct slice){0});
    if (failed)
        return failed;
    if (c->request.status != 200)
        return client_refused(c);
    if (request_field(&c->request, "History-Next", &value))
        (void)slice_u64(value, &w->from);
    if (request_field(&c->request, "Exit-Status", &value))
        (void)slice_u64(value, &w->status);
    w->lines.ended = true;
    while (request_piece(&c->request, &piece))
        watch_match(w, piece);
    return c->request.broken ? CLI_UNREACHABLE : CLI_DONE;
}

/* Polls until a result or the deadline. */
static int watch_run(struct client *c, struct watch *w, uint64_t until_ms)
{
    uint64_t gone_ms = clock_ms() + GONE_MS;
    for (;;) {
        uint64_t now = clock_ms();
        int failed = watch_poll(c, w);
        if (w->found)
            return CLI_DONE;
        if (!failed && w->status != STILL_RUNNING)
            return w->pattern.len > 0 ? CLI_REFUSED : (int)w->status;
        if (!failed)
            gone_ms = now + GONE_MS;
        else if (failed != CLI_UNREACHABLE || now >= gone_ms)
            return failed == CLI_NO_TARGET ? CLI_REFUSED : failed;
        if (now >= until_ms)
            return CLI_TIMEOUT;
        (void)poll(NULL, 0, (int)clock_earlier(until_ms - now, POLL_MS));
    }
}

/* Reads the command line into the watch. */
static int watch_start(struct watch *w, const struct options *o, uint64_t *seconds)
{
    const char *given = o->value[OPTION_SECONDS];
    bool exits = o->value[OPTION_EXIT] != NULL;
    int status = options_at_most(o, exits ? 1 : 2);
    if (status != CLI_DONE)
        return status;
    if (o->count == 0)
        return options_wrong(o, "TARGET", " is missing");
    if (!exits && (o->count == 1 || o->words[1][0] == '\0'))
        return options_wrong(o, "PATTERN", " is missing, or --exit");
    if (given && (!slice_u64(slice_of(given), seconds) || *seconds > SECONDS_MAX))
        return options_wrong(o, given, " is not a number of seconds, at most 10000000");
    w->pattern = exits ? (struct slice){0} : slice_of(o->words[1]);
    w->from = HISTORY_NONE;
    w->status = STILL_RUNNING;
    return CLI_DONE;
}

static int wait_in_window(struct client *c, struct watch *w, uint64_t until_ms)
{
    struct json window;
    int status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = lookup_window(c, &window);
    if (status != CLI_DONE)
        return status;
    c->quiet = true; /* a server that is being restarted is no failure */
    status = watch_run(c, w, until_ms);
    c->quiet = false;
    if (status == CLI_TIMEOUT && w->status == STILL_RUNNING)
        (void)client_fail(c, status, "the time is over", "it did not come");
    else if (status == CLI_REFUSED && w->pattern.len > 0)
        (void)client_fail(c, status, "the program has ended", "it did not come");
    return status;
}

int cli_wait(char *const argv[])
{
    static const char *const names[] = {"-t=", "--exit", NULL};
    uint64_t seconds = SECONDS_MAX;
    int status;
    struct client *c = client_start("wait", usage, names, argv, &status);
    struct watch *w = c ? os_reserve(sizeof *w) : NULL;
    if (!w)
        return status < 0 ? CLI_REFUSED : status;
    status = watch_start(w, &c->options, &seconds);
    if (status == CLI_DONE)
        status = wait_in_window(c, w, clock_ms() + seconds * 1000);
    client_close(c);
    return status;
}

/*
 * The server looks for the pattern (src/net/API.md, "Waiting"). A wait is asked for again and
 * again, each time for a few seconds, under one id: the server continues the same wait, and an
 * answer that was lost with its connection is given again.
 */
#include "cli/command/wait.h"

#include "base/clock.h"
#include "base/codec/glob.h"
#include "cli/connect/lookup.h"
#include "cli/say.h"
#include "os/random.h"

#include <poll.h>

#define LOOK_MS 8000  /* one request; less than CLIENT_TIMEOUT_MS */
#define PAUSE_MS 50   /* before a request to a server that is being restarted */
#define ANSWER_MS 500 /* for an answer under way when the time is over */
#define GONE_MS 10000 /* a restarted server is back before; later it is gone */
#define SECONDS_MAX 10000000
#define NOT_KNOWN UINT64_MAX
#define PATH_BYTES (LOOKUP_PATH_BYTES + 3 * (GLOB_MAX + WAIT_ECHO_BYTES) + WAIT_MARK_BYTES + 128)

_Static_assert(LOOK_MS < CLIENT_TIMEOUT_MS, "the answer comes before the client gives up");

static const char usage[] =
    "usage: boundtty wait TARGET [-t SECONDS] [--from MARK | --new] [--mark] (PATTERN | --exit)\n"
    "\n"
    "Waits until a line of a window holds PATTERN: a line of its screen, or one of its output "
    "from\n"
    "now on, even if it is cleared or scrolls off at once. '*' matches any text, '?' one "
    "character,\n"
    "and a backslash makes the sign after it plain.\n"
    "  -t SECONDS    at most this long\n"
    "  --new         looks only at the output from now on, not at the screen\n"
    "  --from MARK   looks only at the output since MARK, which send --mark or wait --mark "
    "printed\n"
    "  --mark        prints the position after the line, for --from\n"
    "  --exit        waits for the end of the program alone, and exits with its status\n"
    "To send something and wait for its result, use boundtty send --wait.\n"
    "Exits 0, the pattern is there; 1 the program has ended, or the window was closed, without "
    "it,\n"
    "or the output since MARK is no longer kept; 2 wrong words, 3 no such target, 4 no server "
    "there,\n"
    "124 the time is over.\n"
    "\n";

enum { OPTION_SECONDS, OPTION_FROM, OPTION_NEW, OPTION_MARK, OPTION_EXIT };

int wait_start(const struct options *o, struct wait *w, const char *pattern, const char *seconds)
{
    uint64_t n = 0;
    const char *wrong = pattern ? glob_wrong(slice_of(pattern)) : NULL;
    TEXT(why, 128);
    if (wrong) {
        text_str(&why, " is not a pattern: it ");
        text_str(&why, wrong);
        return options_wrong(o, pattern[0] ? pattern : "PATTERN", text_end(&why));
    }
    if (seconds && (!slice_u64(slice_of(seconds), &n) || n > SECONDS_MAX))
        return options_wrong(o, seconds, " is not a number of seconds, at most 10000000");
    *w = (struct wait){.pattern = pattern};
    w->until_ms = seconds ? clock_ms() + n * 1000 : UINT64_MAX;
    while (w->id == 0)
        if (!os_random((uint8_t *)&w->id, sizeof w->id))
            return CLI_REFUSED;
    return CLI_DONE;
}

static void wait_put_parameter(struct text *t, const char *name, struct slice value)
{
    if (value.len == 0)
        return;
    text_str(t, name);
    lookup_put_encoded(t, value);
}

/* Asks the server once. The path is built in the buffer that later receives the answer. Returns an
 * exit status; CLI_DONE: it has answered. */
static int wait_ask(struct client *c, const struct wait *w, uint64_t ms)
{
    struct text path;
    text_init(&path, (char *)c->body, PATH_BYTES);
    (void)lookup_path(c, true, "/wait?timeout_ms=", &path);
    text_u64(&path, ms);
    text_str(&path, "&id=");
    text_u64(&path, w->id);
    wait_put_parameter(&path, "&pattern=", slice_of(w->pattern ? w->pattern : ""));
    wait_put_parameter(&path, "&echo=", w->echo);
    wait_put_parameter(&path, "&from=", slice_of(w->mark));
    int failed = client_open(c, "GET", text_end(&path), (struct slice){0});
    if (failed)
        return failed;
    c->quiet = c->quiet && c->request.status < 300; /* a refusal is final */
    return client_gather(c);
}

enum { WAIT_MATCHED, WAIT_TIMEOUT, WAIT_ENDED, WAIT_CLOSED };

/* Reads the server's answer: the result, the mark, and the program's status. */
static int wait_read(struct client *c, struct wait *w, uint64_t *status)
{
    static const char *const results[] = {"matched", "timeout", "ended", "closed"};
    struct json answer = json_read(client_body(c));
    char result[16];
    size_t len = 0;
    (void)json_string(json_member(answer, "result"), result, sizeof result, &len);
    (void)json_string(json_member(answer, "mark"), w->mark, sizeof w->mark, &len);
    (void)json_u64(json_member(answer, "status"), 255, status);
    for (int i = 0; i < (int)COUNT(results); i++)
        if (slice_equal(slice_of(results[i]), slice_of(result)))
            return i;
    return WAIT_TIMEOUT;
}

int wait_begin(struct client *c, struct wait *w)
{
    uint64_t status;
    int failed = wait_ask(c, w, 0);
    if (!failed)
        (void)wait_read(c, w, &status);
    return failed;
}

/* The exit status of a wait that ended without a match. */
static int wait_ended(const struct client *c, const struct wait *w, int result, uint64_t status)
{
    if (result == WAIT_ENDED && !w->pattern && status != NOT_KNOWN)
        return (int)status;
    return client_fail(c, CLI_REFUSED,
                       result == WAIT_ENDED ? "the program has ended" : "the window was closed",
                       w->pattern ? "it did not come" : "its status is not known");
}

int wait_run(struct client *c, struct wait *w)
{
    uint64_t gone_ms = clock_ms() + GONE_MS, now, status = NOT_KNOWN;
    do {
        now = clock_ms();
        c->quiet = now < gone_ms; /* a server that is being restarted is no failure */
        uint64_t left = w->until_ms > now ? w->until_ms - now : 0;
        int failed = wait_ask(c, w, clock_earlier(left, LOOK_MS));
        c->quiet = false;
        if (failed == CLI_UNREACHABLE && now < gone_ms) {
            (void)poll(NULL, 0, PAUSE_MS);
            continue;
        }
        if (failed)
            return failed == CLI_NO_TARGET ? CLI_REFUSED : failed; /* it was closed */
        int result = wait_read(c, w, &status);
        if (result != WAIT_TIMEOUT)
            return result == WAIT_MATCHED ? CLI_DONE : wait_ended(c, w, result, status);
        gone_ms = clock_ms() + GONE_MS;
    } while (now < w->until_ms);
    return client_fail(c, CLI_TIMEOUT, "the time is over", "it did not come");
}

void wait_print_mark(const struct wait *w)
{
    TEXT(t, WAIT_MARK_BYTES + 1);
    text_str(&t, w->mark);
    text_char(&t, '\n');
    cli_print(text_slice(&t));
}

/* Reads the command line. */
static int wait_read_words(const struct options *o, struct wait *w)
{
    bool exits = o->value[OPTION_EXIT] != NULL;
    const char *from = o->value[OPTION_FROM];
    int status = options_at_most(o, exits ? 1 : 2);
    if (status != CLI_DONE)
        return status;
    if (o->count == 0)
        return options_wrong(o, "TARGET", " is missing");
    if (!exits && o->count == 1)
        return options_wrong(o, "PATTERN", " is missing, or --exit");
    if (exits && (from || o->value[OPTION_NEW] || o->value[OPTION_MARK]))
        return options_wrong(o, "--exit", " looks at no output, so there is no mark");
    if (from && o->value[OPTION_NEW])
        return options_wrong(o, "--new", " and --from exclude each other");
    status = wait_start(o, w, exits ? NULL : o->words[1], o->value[OPTION_SECONDS]);
    if (from && (from[0] == '\0' || !slice_copy(slice_of(from), w->mark, sizeof w->mark)))
        return options_wrong(o, from[0] ? from : "MARK", " is not a mark");
    if (o->value[OPTION_NEW])
        (void)slice_copy(SLICE("now"), w->mark, sizeof w->mark);
    return status;
}

int cli_wait(char *const argv[])
{
    static const char *const names[] = {"-t=", "--from=", "--new", "--mark", "--exit", NULL};
    int status;
    struct wait w = {.until_ms = UINT64_MAX};
    struct json window;
    struct client *c = client_start("wait", usage, names, argv, &status);
    if (!c)
        return status;
    status = wait_read_words(&c->options, &w);
    if (status == CLI_DONE)
        status = client_target(c, c->options.words[0], false);
    if (w.until_ms < UINT64_MAX - ANSWER_MS)
        c->until_ms = w.until_ms + ANSWER_MS;
    if (status == CLI_DONE)
        status = lookup_window(c, &window);
    if (status == CLI_DONE)
        status = wait_run(c, &w);
    if (status == CLI_UNREACHABLE && clock_ms() >= w.until_ms)
        status = CLI_TIMEOUT;
    if (status == CLI_DONE && c->options.value[OPTION_MARK])
        wait_print_mark(&w);
    client_close(c);
    return status;
}

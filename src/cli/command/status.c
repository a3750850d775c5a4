/*
 * boundtty status and log: what a server says of itself. The status is JSON; each of its values is
 * printed in a line, behind the names that lead to it.
 */
#include "cli/cli.h"
#include "cli/connect/client.h"
#include "cli/lines.h"
#include "os/memory.h"

#include <poll.h>

#define FIELDS_MAX 64
#define PAUSE_MS 1000

static const char status_usage[] = "usage: boundtty status [HOST]\n"
                                   "\n"
                                   "Prints a server's tables, processes, counters and latencies.\n"
                                   "Exits 0; 1 the server refuses, 2 usage, 4 no server there.\n"
                                   "\n";
static const char log_usage[] = "usage: boundtty log [-f] [HOST]\n"
                                "\n"
                                "Prints a server's last lines of log.\n"
                                "  -f            and those that come, until it is interrupted\n"
                                "Exits 0; 1 the server refuses, 2 usage, 4 no server there.\n"
                                "\n";

/* The names that lead to where a walk over a JSON text stands, and how long each way there is. */
struct way {
    char storage[512];
    struct text names;
    size_t start[JSON_DEPTH + 1];
    uint64_t element[JSON_DEPTH + 1]; /* UINT64_MAX: an object's */
    unsigned depth;
};

static void enter(struct way *w, bool array)
{
    w->depth++;
    w->start[w->depth] = w->names.len;
    w->element[w->depth] = array ? 0 : UINT64_MAX;
}

/* What leads to the next value of this depth. */
static void name_next(struct way *w, struct slice name)
{
    w->names.len = w->start[w->depth];
    if (w->names.len > 0)
        text_char(&w->names, '.');
    if (w->element[w->depth] == UINT64_MAX)
        text_add(&w->names, name);
    else
        text_u64(&w->names, w->element[w->depth]++);
}

static void print_value(const struct way *w, struct slice value)
{
    TEXT(t, 1024);
    text_add(&t, text_slice(&w->names));
    text_char(&t, ' ');
    text_add(&t, value);
    text_char(&t, '\n');
    cli_say(1, text_slice(&t));
}

/* A string with its quotes, or what stands up to the next mark. */
static struct slice take_scalar(struct slice *rest)
{
    size_t n = 1;
    if (rest->at[0] == '"')
        for (; n < rest->len && rest->at[n] != '"'; n++)
            n += rest->at[n] == '\\';
    else
        while (n < rest->len && slice_find(SLICE(",]} \n"), rest->at[n]) < 0)
            n++;
    struct slice scalar = slice_part(*rest, 0, rest->at[0] == '"' ? n + 1 : n);
    *rest = slice_from(*rest, scalar.len);
    return scalar;
}

/* The text was checked by json_read(): what stands where is known. */
static void print_all(struct way *w, struct slice rest)
{
    bool named = false;
    while (rest.len > 0) {
        uint8_t c = rest.at[0];
        bool in_array = w->depth > 0 && w->element[w->depth] != UINT64_MAX;
        bool container = c == '{' || c == '[';
        if (c == '}' || c == ']')
            w->depth--;
        if (slice_find(SLICE("}],: \n"), c) >= 0) {
            rest = slice_from(rest, 1);
            continue;
        }
        if (in_array)
            name_next(w, (struct slice){0});
        if (container) {
            enter(w, c == '[');
            rest = slice_from(rest, 1);
            named = false;
            continue;
        }
        struct slice scalar = take_scalar(&rest);
        if (!in_array && !named) {
            name_next(w, slice_part(scalar, 1, scalar.len - 2));
            named = rest.len > 1 && rest.at[0] == ':' && rest.at[1] != '{' && rest.at[1] != '[';
            continue;
        }
        print_value(w, scalar);
        named = false;
    }
}

int cli_status(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct client *c = client_start("status", status_usage, names, argv, &status);
    struct way *w = c ? os_reserve(sizeof *w) : NULL;
    if (!w)
        return status;
    if (c->options.count > 1)
        return options_wrong(&c->options, c->options.words[1], " is one word too many");
    status = client_target(c, c->options.words[0], true);
    if (status == CLI_DONE)
        status = client_ask(c, "GET", "/api/status", (struct slice){0});
    text_init(&w->names, w->storage, sizeof w->storage);
    if (status == CLI_DONE && json_read(client_body(c)).type == JSON_OBJECT)
        print_all(w, client_body(c));
    client_close(c);
    return status;
}

/* The lines of a stream of events as they come: a line of log has an id, and stands in data. */
struct follow {
    uint64_t last; /* the id of the last one */
    bool numbered; /* the present event has an id */
    struct lines lines;
};

static void take_event_line(struct follow *f, struct slice line)
{
    struct slice name;
    struct slice value = slice_trim(slice_cut(line, ':', &name));
    if (slice_equal(name, SLICE("id")))
        f->numbered = slice_u64(value, &f->last);
    if (line.len == 0)
        f->numbered = false;
    if (!f->numbered || !slice_equal(name, SLICE("data")))
        return;
    cli_say(1, value);
    cli_say(1, SLICE("\n"));
}

static int follow_once(struct client *c, struct follow *f)
{
    char storage[FIELDS_MAX];
    struct text fields;
    struct slice piece, line;
    int failed = client_connect(c, UINT64_MAX);
    if (failed)
        return failed;
    struct asked a = client_asked(c, "GET", "/api/events?format=logfmt");
    text_init(&fields, storage, sizeof storage);
    text_str(&fields, "Last-Event-ID: ");
    text_u64(&fields, f->last);
    text_str(&fields, "\r\n");
    a.fields = text_end(&fields);
    unsigned status = request_ask(&c->request, &a);
    if (status != 200)
        return status ? client_refused(c) : CLI_UNREACHABLE;
    f->lines.ended = true;
    while (request_piece(&c->request, &piece))
        while (lines_next(&f->lines, &piece, &line))
            take_event_line(f, line);
    return CLI_DONE;
}

/* A server that goes away is asked again as long as one is there. */
static int follow(struct client *c)
{
    struct follow *f = os_reserve(sizeof *f);
    int failed = f ? CLI_DONE : CLI_REFUSED;
    while (!failed) {
        failed = follow_once(c, f);
        if (!failed)
            (void)poll(NULL, 0, PAUSE_MS);
    }
    return failed;
}

static int print_log(struct client *c)
{
    struct slice piece;
    int failed = client_open(c, "GET", "/api/log", (struct slice){0});
    if (failed || c->request.status != 200)
        return failed ? failed : client_refused(c);
    while (request_piece(&c->request, &piece))
        cli_say(1, piece);
    return CLI_DONE;
}

int cli_log(char *const argv[])
{
    static const char *const names[] = {"-f", NULL};
    int status;
    struct client *c = client_start("log", log_usage, names, argv, &status);
    if (!c)
        return status;
    if (c->options.count > 1)
        return options_wrong(&c->options, c->options.words[1], " is one word too many");
    status = client_target(c, c->options.words[0], true);
    if (status == CLI_DONE)
        status = c->options.value[0] ? follow(c) : print_log(c);
    client_close(c);
    return status;
}

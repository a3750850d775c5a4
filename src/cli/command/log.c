/* Prints lines of the log. The last ones are one answer; with -f those that follow come as a stream
 * of events. */
#include "cli/command/log.h"

#include "cli/connect/client.h"
#include "cli/line_reader.h"
#include "cli/say.h"
#include "os/memory.h"

#include <poll.h>

#define FIELDS_BYTES 64
#define PAUSE_MS 1000 /* before a request to a server that ended the stream */

static const char usage[] = "usage: boundtty log [-f] [HOST]\n"
                            "\n"
                            "Prints the last lines of a server's log.\n"
                            "  -f            and those that follow, until it is interrupted\n"
                            "Exits 0; 1 the server refuses, 2 wrong words, 4 no server there.\n"
                            "\n";

/* A stream of events (HTML, section 9.2 "Server-sent events"); a line of the log is an event with
 * an id. */
struct log_stream {
    uint64_t last; /* id of the last event */
    bool numbered; /* the present event has an id */
    struct line_reader lines;
};

static void log_take_line(struct log_stream *s, struct slice line)
{
    struct slice name;
    struct slice value = slice_trim(slice_cut(line, ':', &name));
    if (slice_equal(name, SLICE("id")))
        s->numbered = slice_u64(value, &s->last);
    if (line.len == 0)
        s->numbered = false;
    if (!s->numbered || !slice_equal(name, SLICE("data")))
        return;
    cli_print(value);
    cli_print(SLICE("\n"));
}

/* Prints the events of one connection. */
static int log_follow_once(struct client *c, struct log_stream *s)
{
    TEXT(fields, FIELDS_BYTES);
    struct slice piece, line;
    int failed = client_connect(c, UINT64_MAX);
    if (failed)
        return failed;
    struct request_parts parts = client_parts(c, "GET", "/api/events?format=logfmt");
    text_str(&fields, "Last-Event-ID: ");
    text_u64(&fields, s->last);
    text_str(&fields, "\r\n");
    parts.fields = text_end(&fields);
    unsigned status = request_send(&c->request, &parts);
    if (status == 0)
        return CLI_UNREACHABLE;
    if (status != 200)
        return client_refused(c);
    s->lines.ended = true;
    while (request_piece(&c->request, &piece))
        while (line_reader_next(&s->lines, &piece, &line))
            log_take_line(s, line);
    return CLI_DONE;
}

/* Follows the log; a server that ends the stream is asked again until it is gone. */
static int log_follow(struct client *c)
{
    struct log_stream *s = os_reserve(sizeof *s);
    int failed = s ? CLI_DONE : CLI_REFUSED;
    while (!failed) {
        failed = log_follow_once(c, s);
        if (!failed)
            (void)poll(NULL, 0, PAUSE_MS);
    }
    return failed;
}

static int log_print(struct client *c)
{
    struct slice piece;
    int failed = client_open(c, "GET", "/api/log", (struct slice){0});
    if (failed)
        return failed;
    if (c->request.status != 200)
        return client_refused(c);
    while (request_piece(&c->request, &piece))
        cli_print(piece);
    return CLI_DONE;
}

int cli_log(char *const argv[])
{
    static const char *const names[] = {"-f", NULL};
    int status;
    struct client *c = client_start("log", usage, names, argv, &status);
    if (!c)
        return status;
    status = options_at_most(&c->options, 1);
    if (status == CLI_DONE)
        status = client_target(c, c->options.words[0], true);
    if (status == CLI_DONE)
        status = c->options.value[0] ? log_follow(c) : log_print(c);
    client_close(c);
    return status;
}

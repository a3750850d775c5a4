/* Prints a window's text, with lines of its history if requested. */
#include "cli/command/screen.h"

#include "cli/connect/lookup.h"
#include "cli/say.h"

static const char usage[] = "usage: boundtty screen TARGET [-H LINES] [--rows]\n"
                            "\n"
                            "Prints what a window shows, as text. A line that wraps is one line.\n"
                            "  -H LINES      after this many lines of its history (0)\n"
                            "  --rows        prints each row of the screen on a line of its own\n"
                            "Exits 0; 2 wrong words, 3 no such target, 4 no server there.\n"
                            "\n";

static int screen_print(struct client *c, uint64_t lines)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    struct slice piece;
    (void)lookup_path(c, true, "/screen?history=", &path);
    text_u64(&path, lines);
    text_str(&path, c->options.value[1] ? "&rows=apart" : "");
    int failed = client_open(c, "GET", text_end(&path), (struct slice){0});
    if (failed)
        return failed;
    if (c->request.status != 200)
        return client_refused(c);
    while (request_piece(&c->request, &piece))
        cli_print(piece);
    return c->request.broken ? client_fail(c, CLI_UNREACHABLE, c->where, "the connection was lost")
                             : CLI_DONE;
}

int cli_screen(char *const argv[])
{
    static const char *const names[] = {"-H=", "--rows", NULL};
    struct json window;
    uint64_t lines = 0;
    int status;
    struct client *c = client_start("screen", usage, names, argv, &status);
    if (!c)
        return status;
    const char *given = c->options.value[0];
    if (c->options.count == 0)
        return options_wrong(&c->options, "TARGET", " is missing");
    status = options_at_most(&c->options, 1);
    if (status == CLI_DONE && given && !slice_u64(slice_of(given), &lines))
        status = options_wrong(&c->options, given, " is not a number of lines");
    if (status == CLI_DONE)
        status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = lookup_window(c, &window);
    if (status == CLI_DONE)
        status = screen_print(c, lines);
    client_close(c);
    return status;
}

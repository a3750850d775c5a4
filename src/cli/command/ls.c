/* Lists windows, one on each line. Names and titles are printed without control characters. */
#include "cli/command/ls.h"

#include "cli/connect/lookup.h"
#include "cli/say.h"
#include "os/memory.h"

#define LINE_BYTES 1024
#define SESSIONS_BYTES (64 * 1024)

static const char usage[] =
    "usage: boundtty ls [TARGET]\n"
    "\n"
    "Lists windows: SESSION:WINDOW, name, phase, size, viewers, title. TARGET may be HOST/ too.\n"
    "Exits 0; 2 wrong words, 3 no such session, 4 no server there.\n"
    "\n";

/* Appends spaces, at least one, up to the width of the column that began at `start`. */
static void ls_pad(struct text *t, size_t start, size_t width)
{
    do
        text_char(t, ' ');
    while (t->len < start + width && !t->cut);
}

/* Appends a string's value, cleaned. */
static void ls_put_string(struct text *t, struct json string)
{
    uint8_t piece[4];
    size_t cursor = 0, n;
    while ((n = json_string_next(string, &cursor, piece)) > 0)
        cli_put_clean(t, slice_make(piece, n));
}

static void ls_put_column(struct text *t, struct json window, const char *name, size_t width)
{
    size_t start = t->len;
    struct json value = json_member(window, name);
    if (value.type == JSON_STRING)
        ls_put_string(t, value);
    else
        text_add(t, value.raw);
    ls_pad(t, start, width);
}

static void ls_put_size(struct text *t, struct json window, size_t width)
{
    size_t start = t->len;
    text_add(t, json_member(window, "columns").raw);
    text_char(t, 'x');
    text_add(t, json_member(window, "rows").raw);
    ls_pad(t, start, width);
}

static void ls_print_window(const struct client *c, struct json window)
{
    char storage[LINE_BYTES];
    struct text t;
    text_init(&t, storage, sizeof storage - 1); /* room for the newline after a cut line */
    cli_put_clean(&t, slice_of(c->target.session));
    text_char(&t, ':');
    text_add(&t, json_member(window, "index").raw);
    ls_pad(&t, 0, 14);
    ls_put_column(&t, window, "name", 14);
    ls_put_column(&t, window, "phase", 8);
    ls_put_size(&t, window, 8);
    ls_put_column(&t, window, "viewers", 3);
    ls_put_column(&t, window, "title", 0);
    ls_put_string(&t, json_member(window, "ending"));
    while (t.len > 0 && t.at[t.len - 1] == ' ')
        t.len--;
    t.size++;
    text_char(&t, '\n');
    cli_print(text_slice(&t));
}

/* Lists the target's session, or only the target's window if it names one. */
static int ls_session(struct client *c)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    struct json window;
    size_t cursor = 0;
    int failed = client_ask(c, "GET", lookup_path(c, false, "/windows", &path), (struct slice){0});
    if (failed)
        return failed;
    struct json list = json_read(client_body(c));
    while (json_next(list, &cursor, &window)) {
        uint64_t index = 0;
        (void)json_u64(json_member(window, "index"), UINT32_MAX, &index);
        if (!c->target.has_window || c->target.window == index)
            ls_print_window(c, window);
    }
    return CLI_DONE;
}

static int ls_all(struct client *c)
{
    struct json session;
    size_t cursor = 0, len;
    char *kept = os_reserve(SESSIONS_BYTES);
    int failed = client_ask(c, "GET", "/api/sessions", (struct slice){0});
    if (failed)
        return failed;
    if (!kept || !slice_copy(client_body(c), kept, SESSIONS_BYTES))
        return client_fail(c, CLI_REFUSED, c->where, "it has too many sessions to list");
    struct json list = json_read(slice_of(kept));
    while (!failed && json_next(list, &cursor, &session))
        if (json_string(json_member(session, "name"), c->target.session, sizeof c->target.session,
                        &len))
            failed = ls_session(c);
    /* A session that was closed after the list was read is no failure. */
    return failed == CLI_NO_TARGET ? CLI_DONE : failed;
}

int cli_ls(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct client *c = client_start("ls", usage, names, argv, &status);
    if (!c)
        return status;
    status = options_at_most(&c->options, 1);
    if (status == CLI_DONE)
        status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = c->target.session[0] ? ls_session(c) : ls_all(c);
    client_close(c);
    return status;
}

/* boundtty ls: a line a window. Names of programs' making are shown without control characters. */
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/connect/client.h"
#include "os/memory.h"

#define LINE_MAX 1024
#define SESSIONS_BYTES (64 * 1024)

static const char usage[] =
    "usage: boundtty ls [TARGET]\n"
    "\n"
    "Lists windows: SESSION:WINDOW, name, phase, size, viewers, title. TARGET may be HOST/ too.\n"
    "Exits 0; 3 there is no such session, 4 no server there.\n"
    "\n";

static void pad(struct text *t, size_t start, size_t width)
{
    do
        text_char(t, ' ');
    while (t->len < start + width && !t->cut);
}

static void put_plain(struct text *t, struct json string)
{
    uint8_t piece[4];
    size_t cursor = 0, n;
    while ((n = json_string_next(string, &cursor, piece)) > 0) {
        bool control = piece[0] < ' ' || piece[0] == 0x7f || (piece[0] == 0xC2 && piece[1] < 0xA0);
        if (!control)
            text_add(t, (struct slice){piece, n});
    }
}

static void put_column(struct text *t, struct json window, const char *name, size_t width)
{
    size_t start = t->len;
    struct json value = json_member(window, name);
    if (value.type == JSON_STRING)
        put_plain(t, value);
    else
        text_add(t, value.raw);
    pad(t, start, width);
}

static void put_window(const struct client *c, struct json window)
{
    char storage[LINE_MAX];
    struct text t;
    text_init(&t, storage, sizeof storage - 1);
    text_str(&t, c->target.session);
    text_char(&t, ':');
    text_add(&t, json_member(window, "index").raw);
    pad(&t, 0, 14);
    put_column(&t, window, "name", 14);
    put_column(&t, window, "phase", 8);
    size_t start = t.len;
    text_add(&t, json_member(window, "columns").raw);
    text_char(&t, 'x');
    text_add(&t, json_member(window, "rows").raw);
    pad(&t, start, 8);
    put_column(&t, window, "viewers", 3);
    put_column(&t, window, "title", 0);
    put_plain(&t, json_member(window, "ending"));
    while (t.len > 0 && t.at[t.len - 1] == ' ')
        t.len--;
    t.size++;
    text_char(&t, '\n');
    cli_say(1, text_slice(&t));
}

static int list_session(struct client *c)
{
    char storage[LIMIT_PATH_BYTES];
    struct text path;
    struct json window;
    size_t cursor = 0;
    text_init(&path, storage, sizeof storage);
    int failed = client_ask(c, "GET", client_path(c, false, "/windows", &path), (struct slice){0});
    struct json list = json_read(client_body(c));
    while (!failed && json_next(list, &cursor, &window)) {
        uint64_t index = 0;
        (void)json_u64(json_member(window, "index"), UINT32_MAX, &index);
        if (!c->target.has_window || c->target.window == index)
            put_window(c, window);
    }
    return failed;
}

static int list_all(struct client *c)
{
    struct json session;
    size_t cursor = 0, len;
    char *kept = os_reserve(SESSIONS_BYTES);
    int failed = client_ask(c, "GET", "/api/sessions", (struct slice){0});
    if (failed)
        return failed;
    struct slice body = client_body(c);
    if (!kept || !slice_copy(body, kept, SESSIONS_BYTES))
        return client_fail(c, CLI_REFUSED, c->where, "it has too many sessions to list");
    struct json list = json_read(slice_of(kept));
    while (!failed && json_next(list, &cursor, &session))
        if (json_string(json_member(session, "name"), c->target.session, sizeof c->target.session,
                        &len))
            failed = list_session(c);
    /* One that was closed meanwhile is no failure. */
    return failed == CLI_NO_TARGET ? CLI_DONE : failed;
}

int cli_ls(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct client *c = client_start("ls", usage, names, argv, &status);
    if (!c)
        return status;
    if (c->options.count > 1)
        return options_wrong(&c->options, c->options.words[1], " is one word too many");
    status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = c->target.session[0] ? list_session(c) : list_all(c);
    client_close(c);
    return status;
}

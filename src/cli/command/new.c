/* Opens a window in an existing session, or in a new one. */
#include "cli/command/new.h"

#include "cli/connect/lookup.h"
#include "cli/say.h"
#include "source/source.h"

static const char usage[] =
    "usage: boundtty new [-s TARGET] [-n NAME] [KEY=VALUE...] [-- COMMAND...]\n"
    "\n"
    "Opens a window, in the session of TARGET (made where it does not exist) or in a new one, and\n"
    "prints it as SESSION:WINDOW. It runs COMMAND, by default the server's own command. KEY=VALUE "
    "are\n"
    "the keys of a [window] section: source=serial device=/dev/ttyUSB0 speed=9600\n"
    "  -s TARGET     the session\n"
    "  -n NAME       the window's name\n"
    "Exits 0; 1 the server refuses, 2 wrong words, 4 no server there.\n"
    "\n";

enum { OPTION_TARGET, OPTION_NAME };

/* Whether an earlier KEY=VALUE has the same key. */
static bool is_repeated(const struct options *o, size_t at, struct slice key)
{
    struct slice other;
    for (size_t i = 0; i < at; i++) {
        (void)slice_cut(slice_of(o->words[i]), '=', &other);
        if (slice_equal(other, key))
            return true;
    }
    return false;
}

/* Appends the values of all KEY=VALUE with this key as an array. */
static void new_put_values(struct text *t, const struct options *o, struct slice key)
{
    size_t count = 0;
    for (size_t i = 0; i < o->before_dashes; i++) {
        struct slice other, value = slice_cut(slice_of(o->words[i]), '=', &other);
        if (!slice_equal(other, key))
            continue;
        text_char(t, count++ == 0 ? '[' : ',');
        json_put_string(t, value);
    }
    text_char(t, ']');
}

/* Appends KEY=VALUE as a member. The first "env" appends the values of all of them, as an array. */
static void new_put_key(struct text *t, bool *first, const struct options *o, size_t at)
{
    struct slice key, value = slice_cut(slice_of(o->words[at]), '=', &key);
    bool many = slice_equal(key, SLICE("env"));
    if (many && is_repeated(o, at, key))
        return;
    text_str(t, *first ? "" : ",");
    *first = false;
    json_put_string(t, key);
    text_char(t, ':');
    if (many)
        new_put_values(t, o, key);
    else
        json_put_string(t, value);
}

/* Appends {"name":NAME,KEY:VALUE,"command":[...]}, without members that are empty. */
static void new_put_body(struct text *t, const struct options *o, const char *name)
{
    bool first = true;
    text_char(t, '{');
    if (name && name[0])
        json_put_string_member(t, &first, "name", slice_of(name));
    for (size_t i = 0; i < o->before_dashes; i++)
        new_put_key(t, &first, o, i);
    if (o->before_dashes < o->count) {
        json_put_name(t, &first, "command");
        for (size_t i = o->before_dashes; i < o->count; i++) {
            text_char(t, i == o->before_dashes ? '[' : ',');
            json_put_string(t, slice_of(o->words[i]));
        }
        text_char(t, ']');
    }
    text_char(t, '}');
}

/* Requests a window, or a session with its first one; see client_open(). The request is built in
 * the buffer that later receives the answer's body. */
static int new_ask(struct client *c, const char *path, const char *name)
{
    struct text t;
    text_init(&t, (char *)c->body, sizeof c->body);
    new_put_body(&t, &c->options, name);
    return t.cut ? client_fail(c, CLI_USAGE, "COMMAND", "is too long")
                 : client_open(c, "POST", path, text_slice(&t));
}

/* Opens a session with its first window, which becomes the target. */
static int new_session(struct client *c)
{
    const char *name = c->options.value[OPTION_NAME];
    size_t len;
    struct json window;
    int failed = new_ask(c, "/api/sessions", c->target.session);
    if (!failed)
        failed = client_gather(c);
    if (failed)
        return failed;
    (void)json_string(json_member(json_read(client_body(c)), "name"), c->target.session,
                      sizeof c->target.session, &len);
    failed = lookup_window(c, &window);
    return failed || !name ? failed : lookup_rename(c, name);
}

/* Opens a window in the target's session; creates the session if it does not exist. */
static int new_window(struct client *c)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    uint64_t index;
    int failed =
        new_ask(c, lookup_path(c, false, "/windows", &path), c->options.value[OPTION_NAME]);
    if (!failed && c->request.status == 404) {
        (void)request_body(&c->request, c->body, sizeof c->body, &c->body_len);
        return new_session(c);
    }
    if (!failed)
        failed = client_gather(c);
    if (failed)
        return failed;
    if (!json_u64(json_member(json_read(client_body(c)), "index"), UINT32_MAX, &index))
        return client_fail(c, CLI_REFUSED, c->where, "this server is not boundtty");
    c->target.has_window = true;
    c->target.window = (uint32_t)index;
    return CLI_DONE;
}

static void new_print(const struct client *c)
{
    TEXT(t, LIMIT_NAME_BYTES + 16);
    lookup_put_name(c, &t);
    text_char(&t, '\n');
    cli_print(text_slice(&t));
}

/* Whether a window's section has this key, and an API request may have it. */
static bool is_key(struct slice key)
{
    const char *name;
    size_t at = 0;
    while ((name = source_option_name(&at)) != NULL)
        if (slice_equal(key, slice_of(name)))
            return true;
    return slice_equal(key, SLICE("source")) || slice_equal(key, SLICE("respawn"));
}

/* Checks one KEY=VALUE. */
static int new_check_key(const struct options *o, size_t at)
{
    struct slice key;
    (void)slice_cut(slice_of(o->words[at]), '=', &key);
    if (slice_find(slice_of(o->words[at]), '=') < 1)
        return options_wrong(o, o->words[at], " is not KEY=VALUE; a command follows --");
    if (!is_key(key))
        return options_wrong(o, o->words[at], " is not a key of a window");
    if (is_repeated(o, at, key) && !slice_equal(key, SLICE("env")))
        return options_wrong(o, o->words[at], " is given twice");
    return CLI_DONE;
}

/* Checks the words before "--", and parses the target. */
static int new_start(struct client *c)
{
    const struct options *o = &c->options;
    const char *target = o->value[OPTION_TARGET];
    const char *name = o->value[OPTION_NAME];
    int status = name && !name[0] ? options_wrong(o, "NAME", " is empty") : CLI_DONE;
    for (size_t i = 0; i < o->before_dashes && status == CLI_DONE; i++)
        status = new_check_key(o, i);
    if (status == CLI_DONE)
        status = client_target(c, target, false);
    if (status == CLI_DONE && c->target.has_window)
        status = client_fail(c, CLI_USAGE, target, "the server chooses the window's index");
    return status;
}

int cli_new(char *const argv[])
{
    static const char *const names[] = {"-s=", "-n=", NULL};
    int status;
    struct client *c = client_start("new", usage, names, argv, &status);
    if (!c)
        return status;
    status = new_start(c);
    if (status == CLI_DONE)
        status = c->target.session[0] ? new_window(c) : new_session(c);
    if (status == CLI_DONE)
        new_print(c);
    client_close(c);
    return status;
}

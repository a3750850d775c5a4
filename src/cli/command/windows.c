/* boundtty new, kill and rename: what there is to be done with sessions and windows. */
#include "cli/cli.h"
#include "cli/connect/client.h"

static const char new_usage[] =
    "usage: boundtty new [-s TARGET] [-n NAME] [KEY=VALUE...] [-- COMMAND...]\n"
    "\n"
    "Opens a window, in the session of TARGET (made where it is not there) or in a new one, and\n"
    "prints it as SESSION:WINDOW. It runs COMMAND, or what the server runs by itself; or, by the "
    "keys\n"
    "of a [window] section, shows something else: source=serial device=/dev/ttyUSB0 speed=9600\n"
    "  -n NAME       the window's name\n"
    "Exits 0; 1 the server refuses, 2 usage, 4 no server there.\n"
    "\n";
static const char kill_usage[] =
    "usage: boundtty kill TARGET\n"
    "\n"
    "Ends a window's programs and closes it; where TARGET names no window, the whole session.\n"
    "Exits 0; 1 the server refuses, 2 usage, 3 no such target, 4 no server there.\n"
    "\n";
static const char rename_usage[] =
    "usage: boundtty rename TARGET NAME\n"
    "\n"
    "Names a window; where TARGET names none, the session.\n"
    "Exits 0; 1 the server refuses, 2 usage, 3 no such target, 4 no server there.\n"
    "\n";
static const char *const no_names[] = {NULL};

static int finish(struct client *c, int status)
{
    client_close(c);
    return status;
}

/* KEY=VALUE as a member; all values of "env" in one array. */
static void put_key(struct text *t, bool *first, const struct options *o, size_t at)
{
    struct slice key, other, value = slice_cut(slice_of(o->words[at]), '=', &key);
    bool many = slice_equal(key, SLICE("env"));
    size_t count = 0;
    for (size_t i = 0; i < at && many; i++)
        if (slice_starts(slice_of(o->words[i]), SLICE("env=")))
            return;
    text_str(t, *first ? "" : ",");
    *first = false;
    json_put_string(t, key);
    text_char(t, ':');
    if (!many) {
        json_put_string(t, value);
        return;
    }
    for (size_t i = at; i < o->behind; i++) {
        value = slice_cut(slice_of(o->words[i]), '=', &other);
        if (!slice_equal(other, key))
            continue;
        text_char(t, count++ == 0 ? '[' : ',');
        json_put_string(t, value);
    }
    text_char(t, ']');
}

/* {"name":NAME,KEY:VALUE,"command":[...]}; what is empty is left out. */
static struct slice make_body(const struct options *o, const char *name, struct text *t)
{
    bool first = true;
    text_char(t, '{');
    if (name && name[0]) {
        json_put_name(t, &first, "name");
        json_put_string(t, slice_of(name));
    }
    for (size_t i = 0; i < o->behind; i++)
        put_key(t, &first, o, i);
    if (o->behind < o->count) {
        json_put_name(t, &first, "command");
        for (size_t i = o->behind; i < o->count; i++) {
            text_char(t, i == o->behind ? '[' : ',');
            json_put_string(t, slice_of(o->words[i]));
        }
        text_char(t, ']');
    }
    text_char(t, '}');
    return text_slice(t);
}

static int rename_it(struct client *c, const char *name)
{
    char storage[1024], path_storage[LIMIT_PATH_BYTES];
    struct text t, path;
    bool first = true;
    text_init(&t, storage, sizeof storage);
    text_init(&path, path_storage, sizeof path_storage);
    text_char(&t, '{');
    json_put_name(&t, &first, "name");
    json_put_string(&t, slice_of(name));
    text_char(&t, '}');
    if (t.cut)
        return client_fail(c, CLI_USAGE, name, "a name has at most 63 bytes");
    return client_ask(c, "PATCH", client_path(c, c->target.has_window, "", &path), text_slice(&t));
}

/* Asks for a window, or a session with its first one; CLI_DONE: there is an answer. The body is
 * made where the answer's will stand. */
static int ask_for(struct client *c, const char *path, const char *name)
{
    struct text t;
    text_init(&t, (char *)c->body, sizeof c->body);
    struct slice body = make_body(&c->options, name, &t);
    return t.cut ? client_fail(c, CLI_USAGE, "COMMAND", "is too long")
                 : client_open(c, "POST", path, body);
}

/* A session with its first window. */
static int open_session(struct client *c, const char *name)
{
    size_t len;
    struct json window;
    int failed = ask_for(c, "/api/sessions", c->target.session);
    if (!failed)
        failed = client_gather(c);
    if (!failed)
        (void)json_string(json_member(json_read(client_body(c)), "name"), c->target.session,
                          sizeof c->target.session, &len);
    if (!failed)
        failed = client_find(c, &window);
    return failed || !name ? failed : rename_it(c, name);
}

static int open_window(struct client *c, const char *name)
{
    char storage[LIMIT_PATH_BYTES];
    struct text path;
    uint64_t index;
    text_init(&path, storage, sizeof storage);
    int failed = ask_for(c, client_path(c, false, "/windows", &path), name);
    if (!failed && c->request.status == 404) {
        (void)request_body(&c->request, c->body, sizeof c->body, &c->body_len);
        return open_session(c, name);
    }
    if (!failed)
        failed = client_gather(c);
    if (failed)
        return failed;
    if (!json_u64(json_member(json_read(client_body(c)), "index"), UINT32_MAX, &index))
        return client_fail(c, CLI_REFUSED, c->where, "this is no answer of boundtty");
    c->target.has_window = true;
    c->target.window = (uint32_t)index;
    return CLI_DONE;
}

int cli_new(char *const argv[])
{
    static const char *const names[] = {"-s=", "-n=", NULL};
    char storage[LIMIT_NAME_BYTES + 16];
    struct text t;
    int status;
    struct client *c = client_start("new", new_usage, names, argv, &status);
    if (!c)
        return status;
    for (size_t i = 0; i < c->options.behind; i++)
        if (slice_find(slice_of(c->options.words[i]), '=') < 1)
            return options_wrong(&c->options, c->options.words[i],
                                 " is no KEY=VALUE; a command stands behind --");
    status = client_target(c, c->options.value[0], false);
    if (status == CLI_DONE && c->target.has_window)
        status = client_fail(c, CLI_USAGE, c->options.value[0], "a window is not chosen, but made");
    if (status == CLI_DONE)
        status = c->target.session[0] ? open_window(c, c->options.value[1])
                                      : open_session(c, c->options.value[1]);
    if (status == CLI_DONE) {
        text_init(&t, storage, sizeof storage);
        client_put_name(c, &t);
        text_char(&t, '\n');
        cli_say(1, text_slice(&t));
    }
    return finish(c, status);
}

/* The command's target, which must name a session. */
static struct client *start(const char *command, const char *usage, size_t words,
                            char *const argv[], int *status)
{
    struct client *c = client_start(command, usage, no_names, argv, status);
    if (!c)
        return NULL;
    *status = CLI_USAGE;
    if (c->options.count != words) {
        (void)options_wrong(&c->options, words == 1 ? "TARGET" : "TARGET and NAME",
                            words == 1 ? " is the one word that it needs" : " are what it needs");
        return NULL;
    }
    *status = client_target(c, c->options.words[0], false);
    if (*status == CLI_DONE && c->target.session[0] == '\0')
        *status = client_fail(c, CLI_USAGE, c->options.words[0], "names no session");
    return *status == CLI_DONE ? c : NULL;
}

int cli_kill(char *const argv[])
{
    char storage[LIMIT_PATH_BYTES];
    struct text path;
    int status;
    struct client *c = start("kill", kill_usage, 1, argv, &status);
    if (!c)
        return status;
    text_init(&path, storage, sizeof storage);
    return finish(c, client_ask(c, "DELETE", client_path(c, c->target.has_window, "", &path),
                                (struct slice){0}));
}

int cli_rename(char *const argv[])
{
    int status;
    struct client *c = start("rename", rename_usage, 2, argv, &status);
    return c ? finish(c, rename_it(c, c->options.words[1])) : status;
}

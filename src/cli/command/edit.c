/* Ends and renames windows and sessions. */
#include "cli/command/edit.h"

#include "cli/connect/lookup.h"

static const char kill_usage[] =
    "usage: boundtty kill TARGET\n"
    "\n"
    "Ends a window's program and closes it; where TARGET names no window, the whole session.\n"
    "Exits 0; 1 the server refuses, 2 wrong words, 3 no such target, 4 no server there.\n"
    "\n";
static const char rename_usage[] =
    "usage: boundtty rename TARGET NAME\n"
    "\n"
    "Names a window; where TARGET names none, the session.\n"
    "Exits 0; 1 the server refuses, 2 wrong words, 3 no such target, 4 no server there.\n"
    "\n";

/* Checks the words, which are the target and (named) a name, and parses the target, which must name
 * a session. */
static int edit_start(struct client *c, bool named)
{
    const struct options *o = &c->options;
    if (o->count == 0)
        return options_wrong(o, "TARGET", " is missing");
    if (named && o->count == 1)
        return options_wrong(o, "NAME", " is missing");
    int status = options_at_most(o, named ? 2 : 1);
    if (status == CLI_DONE)
        status = client_target(c, o->words[0], false);
    if (status == CLI_DONE && c->target.session[0] == '\0')
        status = client_fail(c, CLI_USAGE, o->words[0], "names no session");
    return status;
}

static int edit_kill(struct client *c)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    return client_ask(c, "DELETE", lookup_path(c, c->target.has_window, "", &path),
                      (struct slice){0});
}

int cli_kill(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct client *c = client_start("kill", kill_usage, names, argv, &status);
    if (!c)
        return status;
    status = edit_start(c, false);
    if (status == CLI_DONE)
        status = edit_kill(c);
    client_close(c);
    return status;
}

int cli_rename(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct client *c = client_start("rename", rename_usage, names, argv, &status);
    if (!c)
        return status;
    status = edit_start(c, true);
    if (status == CLI_DONE)
        status = lookup_rename(c, c->options.words[1]);
    client_close(c);
    return status;
}

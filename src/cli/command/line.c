/* boundtty line: what a serial line is set to, and its modem lines; changed as asked, then told. */
#include "cli/cli.h"
#include "cli/connect/client.h"

#include <string.h>

static const char usage[] =
    "usage: boundtty line TARGET [WISH...]\n"
    "\n"
    "Tells what the line of a serial or TCP window is set to, after doing what is wished:\n"
    "  break=MS      a break of so many milliseconds\n"
    "  dtr=on|off    and rts=on|off\n"
    "  speed=N|auto  auto: found by what arrives\n"
    "  frame=8N1     data bits, parity, stop bits\n"
    "  flow=none|rtscts|xonxoff\n"
    "Exits 0; 1 the server refuses, 2 usage, 3 no such target, 4 no server there.\n"
    "\n";

/* What a wish is in a request; text: a string there. */
static const struct wish {
    const char *name, *member;
    bool text, is_switch;
} wishes[] = {
    {"break", "break_ms", false, false}, {"dtr", "dtr", false, true},
    {"rts", "rts", false, true},         {"speed", "speed", true, false},
    {"frame", "frame", true, false},     {"flow", "flow", true, false},
};

static const struct wish *find(struct slice name)
{
    for (size_t i = 0; i < COUNT(wishes); i++)
        if (slice_equal(name, slice_of(wishes[i].name)))
            return &wishes[i];
    return NULL;
}

/* One wish as a member; false: it is none. */
static bool put_wish(struct text *t, bool *first, const char *word)
{
    struct slice name, value = slice_cut(slice_of(word), '=', &name);
    const struct wish *w = find(name);
    uint64_t number;
    bool on = slice_equal(value, SLICE("on"));
    if (!w || value.len == 0 || (w->is_switch && !on && !slice_equal(value, SLICE("off"))) ||
        (!w->is_switch && !w->text && !slice_u64(value, &number)))
        return false;
    json_put_name(t, first, w->member);
    if (w->is_switch)
        text_str(t, on ? "true" : "false");
    else if (w->text && !slice_u64(value, &number))
        json_put_string(t, value);
    else
        text_add(t, value);
    return true;
}

static void put_member(struct text *t, struct json object, const char *name)
{
    char value[32];
    size_t len = 0;
    struct json j = json_member(object, name);
    if (j.type == JSON_NUMBER)
        text_add(t, j.raw);
    else if (json_string(j, value, sizeof value, &len))
        text_add(t, slice_make(value, len));
    text_char(t, ' ');
}

/* "115200 8N1 none +cts -dsr ..." */
static void tell(struct json answer)
{
    static const char *const lines[] = {"cts", "dsr", "dcd", "ri", "dtr", "rts"};
    char storage[256];
    struct text t;
    struct json modem = json_member(answer, "modem");
    text_init(&t, storage, sizeof storage);
    put_member(&t, answer, "speed");
    put_member(&t, answer, "frame");
    put_member(&t, answer, "flow");
    for (size_t i = 0; i < COUNT(lines) && modem.type == JSON_OBJECT; i++) {
        bool on = false;
        (void)json_bool(json_member(modem, lines[i]), &on);
        text_str(&t, on ? "+" : "-");
        text_str(&t, lines[i]);
        text_char(&t, ' ');
    }
    t.len--;
    text_char(&t, '\n');
    cli_say(1, text_slice(&t));
}

static int ask(struct client *c)
{
    char storage[512], path_storage[LIMIT_PATH_BYTES];
    struct text t, path;
    bool first = true;
    text_init(&t, storage, sizeof storage);
    text_init(&path, path_storage, sizeof path_storage);
    text_char(&t, '{');
    for (size_t i = 1; i < c->options.count; i++)
        if (!put_wish(&t, &first, c->options.words[i]))
            return options_wrong(&c->options, c->options.words[i],
                                 " is no wish; try boundtty line -h");
    text_char(&t, '}');
    if (t.cut)
        return options_wrong(&c->options, "WISH", " is said too often");
    return client_ask(c, first ? "GET" : "POST", client_path(c, true, "/line", &path),
                      first ? (struct slice){0} : text_slice(&t));
}

int cli_line(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct json window;
    struct client *c = client_start("line", usage, names, argv, &status);
    if (!c)
        return status;
    if (c->options.count == 0)
        return options_wrong(&c->options, "TARGET", " is what it needs");
    status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = client_find(c, &window);
    if (status == CLI_DONE)
        status = ask(c);
    if (status == CLI_DONE)
        tell(json_read(client_body(c)));
    client_close(c);
    return status;
}

/* Changes the settings given on the command line, then prints all of them. */
#include "cli/command/serial_line.h"

#include "cli/connect/lookup.h"
#include "cli/say.h"

/* A change waits for the input before it, and is answered when its break is over. */
#define LINE_SLOW_MS 20000

static const char usage[] =
    "usage: boundtty line TARGET [SETTING...]\n"
    "\n"
    "Prints the settings of the line of a serial or TCP window, and its modem lines with a + "
    "where\n"
    "they are on. Each SETTING is changed before:\n"
    "  break=MS      sends a break of MS milliseconds, and waits for its end\n"
    "  dtr=on|off    and rts=on|off\n"
    "  dtr=pulse:MS  and rts=pulse:MS: off for MS milliseconds, or on if it is off\n"
    "  speed=N|auto  auto: detected from what arrives\n"
    "  frame=8N1     data bits, parity, stop bits\n"
    "  flow=none|rtscts|xonxoff\n"
    "  flush         first: discards what was typed and waits, and what the kernel holds in both\n"
    "                directions\n"
    "Exits 0; 1 the server refuses, 2 wrong words, 3 no such target, 4 no server there.\n"
    "\n";

/* The form of a setting in a request. */
enum setting_kind {
    SETTING_NUMBER,
    SETTING_SWITCH, /* on or off, as a boolean */
    SETTING_TEXT    /* a string, or a number if it reads as one */
};

static const struct setting {
    const char *name, *member;
    enum setting_kind kind;
} settings[] = {
    {"break", "break_ms", SETTING_NUMBER}, {"dtr", "dtr", SETTING_SWITCH},
    {"rts", "rts", SETTING_SWITCH},        {"speed", "speed", SETTING_TEXT},
    {"frame", "frame", SETTING_TEXT},      {"flow", "flow", SETTING_TEXT},
};

static const struct setting *line_setting(struct slice name)
{
    for (size_t i = 0; i < COUNT(settings); i++)
        if (slice_equal(name, slice_of(settings[i].name)))
            return &settings[i];
    return NULL;
}

static bool setting_put_switch(struct text *t, bool *first, const char *member, struct slice value)
{
    bool on = slice_equal(value, SLICE("on"));
    uint64_t ms;
    if (slice_starts(value, SLICE("pulse:")) && slice_u64(slice_from(value, 6), &ms)) {
        TEXT(pulse, 16);
        text_str(&pulse, member);
        text_str(&pulse, "_pulse_ms");
        json_put_u64_member(t, first, text_end(&pulse), ms);
        return true;
    }
    if (!on && !slice_equal(value, SLICE("off")))
        return false;
    json_put_bool_member(t, first, member, on);
    return true;
}

/* Appends "NAME=VALUE" as a member of a request; false if it is not a setting. */
static bool setting_put(struct text *t, bool *first, const char *word)
{
    struct slice name, value = slice_cut(slice_of(word), '=', &name);
    const struct setting *s = line_setting(name);
    uint64_t number;
    if (!s || value.len == 0)
        return false;
    if (s->kind == SETTING_SWITCH)
        return setting_put_switch(t, first, s->member, value);
    if (slice_u64(value, &number))
        json_put_u64_member(t, first, s->member, number);
    else if (s->kind == SETTING_TEXT)
        json_put_string_member(t, first, s->member, value);
    else
        return false;
    return true;
}

static void line_put_member(struct text *t, struct json object, const char *name)
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

/* Appends the kinds of errors that have been counted, as "frame=3". */
static void line_put_errors_text(struct text *t, struct json errors)
{
    static const char *const kinds[] = {"frame", "overrun", "parity", "breaks", "lost"};
    for (size_t i = 0; i < COUNT(kinds) && errors.type == JSON_OBJECT; i++) {
        uint64_t count = 0;
        if (!json_u64(json_member(errors, kinds[i]), UINT32_MAX, &count) || count == 0)
            continue;
        text_str(t, kinds[i]);
        text_char(t, '=');
        text_u64(t, count);
        text_char(t, ' ');
    }
}

/* Prints "115200 8N1 none +cts -dsr ...". */
static void line_print(struct json answer)
{
    static const char *const modem_lines[] = {"cts", "dsr", "dcd", "ri", "dtr", "rts"};
    TEXT(t, 256);
    struct json modem = json_member(answer, "modem");
    line_put_member(&t, answer, "speed");
    line_put_member(&t, answer, "frame");
    line_put_member(&t, answer, "flow");
    for (size_t i = 0; i < COUNT(modem_lines) && modem.type == JSON_OBJECT; i++) {
        bool on = false;
        (void)json_bool(json_member(modem, modem_lines[i]), &on);
        text_str(&t, on ? "+" : "-");
        text_str(&t, modem_lines[i]);
        text_char(&t, ' ');
    }
    line_put_errors_text(&t, json_member(answer, "errors"));
    t.at[t.len - 1] = '\n';
    cli_print(text_slice(&t));
}

static bool is_flush(const struct options *o)
{
    return o->count > 1 && slice_equal(slice_of(o->words[1]), SLICE("flush"));
}

static int line_flush(struct client *c)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    return client_ask(c, "DELETE", lookup_path(c, true, "/input", &path), (struct slice){0});
}

/* Whether an earlier word sets the same setting. */
static bool is_set_twice(const struct options *o, size_t from, size_t at)
{
    struct slice name, other;
    (void)slice_cut(slice_of(o->words[at]), '=', &name);
    for (; from < at; from++) {
        (void)slice_cut(slice_of(o->words[from]), '=', &other);
        if (slice_equal(name, other))
            return true;
    }
    return false;
}

/* Writes the settings from word `from` on as a request. Returns an exit status. */
static int line_put_settings(const struct options *o, size_t from, struct text *body)
{
    bool first = true;
    text_char(body, '{');
    for (size_t i = from; i < o->count; i++) {
        if (!setting_put(body, &first, o->words[i]))
            return options_wrong(o, o->words[i], " is not a setting");
        if (is_set_twice(o, from, i))
            return options_wrong(o, o->words[i], " is given twice");
    }
    text_char(body, '}');
    return body->cut ? options_wrong(o, "SETTING", " is too long") : CLI_DONE;
}

/* Requests a change of the settings, or only their values if none is to be changed. */
static int line_ask(struct client *c)
{
    TEXT(body, 512);
    TEXT(path, LOOKUP_PATH_BYTES);
    const char *where = lookup_path(c, true, "/line", &path);
    size_t from = is_flush(&c->options) ? 2 : 1;
    int status = line_put_settings(&c->options, from, &body);
    if (status == CLI_DONE && from == 2)
        status = line_flush(c);
    if (status != CLI_DONE)
        return status;
    bool change = c->options.count > from;
    return client_ask(c, change ? "POST" : "GET", where,
                      change ? text_slice(&body) : (struct slice){0});
}

int cli_line(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct json window;
    struct client *c = client_start("line", usage, names, argv, &status);
    if (!c)
        return status;
    c->slow_ms = LINE_SLOW_MS;
    if (c->options.count == 0)
        return options_wrong(&c->options, "TARGET", " is missing");
    status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = lookup_window(c, &window);
    if (status == CLI_DONE)
        status = line_ask(c);
    if (status == CLI_DONE)
        line_print(json_read(client_body(c)));
    client_close(c);
    return status;
}

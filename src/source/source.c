/*
 * A table defines which kinds of source have an option and which values it takes; the
 * configuration, the API and the messages to the keeper are all checked against it. The settings of
 * serial lines are defined by source/serial.
 */
#include "source/source.h"

#include "base/choice.h"
#include "base/invalid.h"
#include "base/utf8.h"
#include "os/address.h"
#include "source/serial.h"
#include "source/tmux.h"

#include <string.h>

const char *const source_kinds[] = {"command", "serial", "tcp", "ssh", "tmux", NULL};
_Static_assert(COUNT(source_kinds) == SOURCES + 1, "a name for each kind");

#define BIT(kind) (1u << (kind))
#define PROGRAMS (BIT(SOURCE_COMMAND) | BIT(SOURCE_SSH) | BIT(SOURCE_TMUX))
#define ALL (BIT(SOURCES) - 1u)
#define LINES (BIT(SOURCE_SERIAL) | BIT(SOURCE_TCP))

static const char *const on_off[] = {"on", "off", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const protocols[] = {"raw", "rfc2217", NULL};
static const char *const multiplexers[] = {"tmux", "screen", "none", NULL};

/* The value of an option without words and maximum is any text; source/serial checks the settings
 * of serial lines. */
static const struct option {
    const char *name;
    unsigned kinds;           /* kinds that have the option, one bit each */
    unsigned needed;          /* kinds that require it */
    bool repeats;             /* may be given several times */
    uint32_t max;             /* the value is a number from 1 to max; 0: not a number */
    bool fraction;            /* the number may have a fraction, and be below 1 */
    const char *const *words; /* the value is one of these; NULL: any text */
} options[] = {
    {.name = "user", .kinds = PROGRAMS},
    {.name = "cwd", .kinds = PROGRAMS},
    {.name = "env", .kinds = PROGRAMS, .repeats = true},
    {.name = "screen", .kinds = LINES | BIT(SOURCE_COMMAND), .words = on_off},
    {.name = "log", .kinds = ALL},
    {.name = "log-size", .kinds = ALL, .max = 1u << 20},
    {.name = "log-files", .kinds = ALL, .max = 1000},
    {.name = "input-lock", .kinds = ALL, .words = yes_no},
    {.name = "device", .kinds = LINES, .needed = LINES},
    {.name = "protocol", .kinds = BIT(SOURCE_TCP), .words = protocols},
    {.name = "lock", .kinds = BIT(SOURCE_SERIAL), .words = yes_no},
    {.name = "hangup", .kinds = BIT(SOURCE_SERIAL)},
    {.name = "speed", .kinds = LINES},
    {.name = "frame", .kinds = LINES},
    {.name = "flow", .kinds = LINES},
    {.name = "eol", .kinds = LINES},
    {.name = "local-echo", .kinds = LINES},
    {.name = "delay", .kinds = LINES},
    {.name = "byte-delay", .kinds = LINES},
    {.name = "dtr", .kinds = LINES},
    {.name = "rts", .kinds = LINES},
    {.name = "map", .kinds = LINES},
    {.name = "hex", .kinds = LINES},
    {.name = "host", .kinds = BIT(SOURCE_SSH), .needed = BIT(SOURCE_SSH)},
    {.name = "remote-session", .kinds = BIT(SOURCE_SSH)},
    {.name = "multiplexer", .kinds = BIT(SOURCE_SSH), .words = multiplexers},
    {.name = "socket-name", .kinds = BIT(SOURCE_SSH) | BIT(SOURCE_TMUX)},
    {.name = "escape", .kinds = BIT(SOURCE_SSH)},
    {.name = "interval", .kinds = BIT(SOURCE_SSH), .max = 3600, .fraction = true},
    {.name = "alive-interval", .kinds = BIT(SOURCE_SSH), .max = 3600},
    {.name = "alive-count", .kinds = BIT(SOURCE_SSH), .max = 100},
    {.name = "require-forward", .kinds = BIT(SOURCE_SSH), .words = yes_no},
    {.name = "target", .kinds = BIT(SOURCE_TMUX), .needed = BIT(SOURCE_TMUX)},
};
#define OPTIONS (COUNT(options))

bool source_kind_of(struct slice word, uint16_t *kind)
{
    int place = choice_find(word, source_kinds);
    if (place >= 0)
        *kind = (uint16_t)place;
    return place >= 0;
}

const char *source_name(const struct source *s)
{
    return s->kind < SOURCES ? source_kinds[s->kind] : "unknown";
}

bool source_set_argv(struct source *s, struct slice words)
{
    size_t len = words.len + s->options_len;
    if (len > sizeof s->bytes)
        return false;
    memmove(s->bytes + words.len, s->bytes + s->argv_len, s->options_len);
    memset(s->bytes + len, 0, sizeof s->bytes - len);
    s->argv_len = (uint16_t)words.len;
    if (words.len > 0)
        memcpy(s->bytes, words.at, words.len);
    return true;
}

struct slice source_argv(const struct source *s)
{
    return slice_make(s->bytes, s->argv_len);
}

bool source_add(struct source *s, struct slice name, struct slice value)
{
    size_t used = (size_t)s->argv_len + s->options_len;
    struct text t;
    if (slice_find(value, 0) >= 0)
        return false;
    text_init(&t, s->bytes + used, sizeof s->bytes - used);
    text_add(&t, name);
    text_char(&t, '=');
    text_add(&t, value);
    text_char(&t, '\0');
    if (t.cut) {
        memset(t.at, 0, t.size);
        return false;
    }
    s->options_len = (uint16_t)(s->options_len + t.len);
    return true;
}

bool source_next(const struct source *s, size_t *at, struct slice *name, struct slice *value)
{
    struct slice rest = slice_make(s->bytes + s->argv_len, s->options_len), word;
    if (*at >= rest.len)
        return false;
    (void)slice_cut(slice_from(rest, *at), 0, &word);
    *at += word.len + 1;
    *value = slice_cut(word, '=', name);
    return true;
}

bool source_option(const struct source *s, const char *name, struct slice *value)
{
    size_t at = 0;
    struct slice found, its;
    while (source_next(s, &at, &found, &its))
        if (slice_equal(found, slice_of(name))) {
            *value = its;
            return true;
        }
    return false;
}

bool source_is_line(const struct source *s)
{
    return s->kind < SOURCES && (LINES & BIT(s->kind)) != 0;
}

struct serial_settings source_serial(const struct source *s)
{
    struct serial_settings to = serial_default();
    struct slice name, value;
    size_t at = 0;
    while (source_next(s, &at, &name, &value))
        if (serial_has(name))
            (void)serial_set(&to, name, value);
    return to;
}

bool source_yes(const struct source *s, const char *name)
{
    struct slice value;
    return source_option(s, name, &value) && slice_equal(value, SLICE("yes"));
}

const char *source_option_name(size_t *at)
{
    return *at < OPTIONS ? options[(*at)++].name : NULL;
}

/* Whether every word ends with a NUL, the first is not empty, and the number of words is at most
 * max. */
static bool words_whole(struct slice words, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < words.len; i++)
        count += words.at[i] == 0;
    return words.len == 0 || (words.at[0] != 0 && words.at[words.len - 1] == 0 && count <= max);
}

bool source_whole(const struct source *s)
{
    if (s->kind >= SOURCES || (size_t)s->argv_len + s->options_len > sizeof s->bytes)
        return false;
    struct slice after = slice_make(s->bytes + s->argv_len, s->options_len);
    return words_whole(source_argv(s), LIMIT_ARGUMENTS) && words_whole(after, SIZE_MAX);
}

static bool option_check_number(const struct option *o, struct slice value, struct text *error)
{
    uint64_t number, unit = o->fraction ? 1000 : 1;
    bool read = o->fraction ? slice_thousandths(value, &number) : slice_u64(value, &number);
    if (read && number > 0 && number <= o->max * unit)
        return true;
    (void)invalid(error, slice_of(o->name), value,
                  o->fraction ? "is not a number from 0.001 to " : "is not a number from 1 to ");
    text_u64(error, o->max);
    return false;
}

static bool option_check_value(const struct option *o, struct slice value, struct text *error)
{
    struct slice name = slice_of(o->name);
    if (value.len == 0 || value.len >= LIMIT_PATH_BYTES || !utf8_valid(value))
        return invalid(error, name, value, "is empty, longer than 255 bytes, or not UTF-8");
    if (o->words && choice_find(value, o->words) < 0)
        return choice_invalid(error, name, value, o->words);
    if (o->max > 0)
        return option_check_number(o, value, error);
    struct serial_settings any = serial_default();
    const char *why = serial_has(name) ? serial_set(&any, name, value) : NULL;
    return !why || invalid(error, name, value, why);
}

static bool source_check_target(const struct source *s, struct slice name, struct slice value,
                                struct text *error)
{
    struct tmux_target target;
    return s->kind != SOURCE_TMUX || !slice_equal(name, SLICE("target")) ||
           tmux_read_target(value, &target) ||
           invalid(error, name, value,
                   "is not a session of tmux; write its id ($1), perhaps with a window's ($1:@3), "
                   "or its name");
}

static bool is_name_character(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/* Whether it is a name of labels of letters, digits, '-' and '_' (RFC 1123 section 2.1), and not a
 * malformed IPv4 address, which ends in a number. */
static bool source_is_host_name(struct slice host)
{
    struct slice label, last = {0};
    uint64_t number;
    if (host.len == 0 || host.len > 253)
        return false;
    while (host.len > 0) {
        host = slice_cut(host, '.', &label);
        for (size_t i = 0; i < label.len; i++)
            if (!is_name_character(label.at[i]))
                return false;
        if (label.len == 0 || label.len > 63)
            return false;
        last = label;
    }
    return !slice_u64(last, &number);
}

/* Returns what is wrong with the address of a TCP line; NULL: nothing. */
static const char *source_wrong_address(struct slice device)
{
    char text[LIMIT_PATH_BYTES];
    struct slice host;
    struct os_address address;
    uint16_t port;
    if (!slice_copy(device, text, sizeof text) || os_address_parse(text, &address))
        return NULL;
    ptrdiff_t colon = slice_find(device, ':');
    if (device.len > 0 && device.at[0] != '[' && colon >= 0 &&
        slice_find(slice_from(device, (size_t)colon + 1), ':') >= 0)
        return "is not HOST:PORT; an IPv6 address is written in brackets: [2001:db8::7]:2001";
    if (slice_find(device, '[') != 0 && colon < 0)
        return "is a host without a port; write HOST:PORT, such as 192.0.2.7:2001";
    if (!os_address_cut(device, &host, &port))
        return "has no port from 1 to 65535; write HOST:PORT, such as 192.0.2.7:2001";
    return device.at[0] != '[' && source_is_host_name(host) ? NULL
                                                            : "is neither an address nor a name";
}

static bool source_check_device(const struct source *s, struct slice name, struct slice value,
                                struct text *error)
{
    const char *wrong = NULL;
    if (!slice_equal(name, SLICE("device")))
        return true;
    if (s->kind == SOURCE_TCP)
        wrong = source_wrong_address(value);
    else if (value.at[0] != '/')
        wrong = "is not the path of a device, such as /dev/ttyUSB0";
    return !wrong || invalid(error, name, value, wrong);
}

static const struct option *option_find(struct slice name)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (slice_equal(name, slice_of(options[i].name)))
            return &options[i];
    return NULL;
}

/* Whether an option of this name ends before offset `until`. */
static bool option_repeated(const struct source *s, size_t until, struct slice name)
{
    size_t at = 0;
    struct slice found, value;
    while (source_next(s, &at, &found, &value) && at < until)
        if (slice_equal(found, name))
            return true;
    return false;
}

bool source_check_option(const struct source *s, size_t end, struct slice name, struct slice value,
                         struct text *error)
{
    const struct option *o = option_find(name);
    if (!o || !(o->kinds & BIT(s->kind))) {
        (void)invalid(error, name, value, "does not belong to source = ");
        text_str(error, source_name(s));
        return false;
    }
    if (!o->repeats && option_repeated(s, end, name))
        return invalid(error, name, value, "is given twice");
    if (o->repeats && slice_find(value, '=') < 1)
        return invalid(error, name, value, "is not of the form NAME=VALUE");
    return option_check_value(o, value, error) && source_check_target(s, name, value, error) &&
           source_check_device(s, name, value, error);
}

static bool source_check_needed(const struct source *s, struct text *error)
{
    struct slice value;
    for (size_t i = 0; i < OPTIONS; i++) {
        if (!(options[i].needed & BIT(s->kind)) || source_option(s, options[i].name, &value))
            continue;
        text_str(error, "source = ");
        text_str(error, source_name(s));
        text_str(error, " needs ");
        text_str(error, options[i].name);
        return false;
    }
    return true;
}

unsigned source_options(const struct source *s)
{
    unsigned count = 0;
    struct slice name, value;
    for (size_t at = 0; source_next(s, &at, &name, &value); count++)
        ;
    return count;
}

bool source_check_whole(const struct source *s, struct text *error)
{
    if (s->argv_len > 0 && s->kind != SOURCE_COMMAND) {
        text_str(error, "command does not belong to source = ");
        text_str(error, source_name(s));
        return false;
    }
    return source_check_needed(s, error);
}

bool source_check(const struct source *s, struct text *error)
{
    size_t at = 0;
    struct slice name, value;
    while (source_next(s, &at, &name, &value))
        if (!source_check_option(s, at, name, value, error))
            return false;
    return source_check_whole(s, error);
}

static void source_put_option(const struct source *s, const char *before, const char *name,
                              struct text *to)
{
    struct slice value;
    if (!source_option(s, name, &value))
        return;
    text_str(to, before);
    text_add(to, slice_part(value, 0, LIMIT_NAME_BYTES));
}

void source_describe(const struct source *s, struct text *to)
{
    struct slice program;
    text_str(to, source_name(s));
    (void)slice_cut(source_argv(s), 0, &program);
    text_str(to, program.len > 0 ? " " : "");
    text_add(to, slice_part(program, 0, LIMIT_NAME_BYTES));
    source_put_option(s, " ", "device", to);
    source_put_option(s, " at ", "speed", to);
    source_put_option(s, " ", "host", to);
    source_put_option(s, " ", "remote-session", to);
    source_put_option(s, " ", "target", to);
    source_put_option(s, " as ", "user", to);
}

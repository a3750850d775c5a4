/*
 * One table says which option belongs to which kinds and what its value may be; the configuration,
 * the API and the messages are all read by it. What a serial line may be set to knows source/serial.
 */
#include "source/source.h"

#include "base/invalid.h"
#include "base/utf8.h"
#include "source/serial.h"
#include "source/tmux.h"

#include <string.h>

static const char *const kinds[SOURCES] = {"command", "serial", "tcp", "ssh", "tmux"};

#define BIT(kind) (1u << (kind))
#define PROGRAMS (BIT(SOURCE_COMMAND) | BIT(SOURCE_SSH) | BIT(SOURCE_TMUX))
#define ALL (BIT(SOURCES) - 1u)
#define LINES (BIT(SOURCE_SERIAL) | BIT(SOURCE_TCP))

static const struct option {
    const char *name;
    unsigned kinds, needed; /* by bits */
    bool many;
    const char *words; /* its values, where they are few: " yes no " */
    uint32_t most;     /* a number from 1 to this; 0: none */
} options[] = {
    {"user", PROGRAMS, 0, false, NULL, 0},
    {"cwd", PROGRAMS, 0, false, NULL, 0},
    {"env", PROGRAMS, 0, true, NULL, 0},
    {"screen", LINES | BIT(SOURCE_COMMAND), 0, false, " on off ", 0},
    {"log", ALL, 0, false, NULL, 0},
    {"log-size", ALL, 0, false, NULL, 1u << 20},
    {"log-files", ALL, 0, false, NULL, 1000},
    {"input-lock", ALL, 0, false, " yes no ", 0},
    {"device", LINES, LINES, false, NULL, 0},
    {"protocol", BIT(SOURCE_TCP), 0, false, " raw rfc2217 ", 0},
    {"lock", BIT(SOURCE_SERIAL), 0, false, " yes no ", 0},
    {"hangup", BIT(SOURCE_SERIAL), 0, false, NULL, 0},
    {"speed", LINES, 0, false, NULL, 0},
    {"frame", LINES, 0, false, NULL, 0},
    {"flow", LINES, 0, false, NULL, 0},
    {"eol", LINES, 0, false, NULL, 0},
    {"local-echo", LINES, 0, false, NULL, 0},
    {"delay", LINES, 0, false, NULL, 0},
    {"host", BIT(SOURCE_SSH), BIT(SOURCE_SSH), false, NULL, 0},
    {"remote-session", BIT(SOURCE_SSH), 0, false, NULL, 0},
    {"multiplexer", BIT(SOURCE_SSH), 0, false, " tmux screen none ", 0},
    {"socket-name", BIT(SOURCE_SSH) | BIT(SOURCE_TMUX), 0, false, NULL, 0},
    {"escape", BIT(SOURCE_SSH), 0, false, NULL, 0},
    {"interval", BIT(SOURCE_SSH), 0, false, NULL, 86400},
    {"alive-interval", BIT(SOURCE_SSH), 0, false, NULL, 86400},
    {"require-forward", BIT(SOURCE_SSH), 0, false, " yes no ", 0},
    {"target", BIT(SOURCE_TMUX), BIT(SOURCE_TMUX), false, NULL, 0},
};
#define OPTIONS (COUNT(options))

bool source_kind_of(struct slice word, uint16_t *kind)
{
    for (uint16_t i = 0; i < SOURCES; i++) {
        if (!slice_equal(word, slice_of(kinds[i])))
            continue;
        *kind = i;
        return true;
    }
    return false;
}

const char *source_name(const struct source *s)
{
    return s->kind < SOURCES ? kinds[s->kind] : "unknown";
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
    struct slice rest = {(const uint8_t *)s->bytes + s->argv_len, s->options_len}, word;
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
    struct slice found;
    while (source_next(s, &at, &found, value))
        if (slice_equal(found, slice_of(name)))
            return true;
    return false;
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

static bool words_whole(struct slice words, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < words.len; i++)
        count += words.at[i] == 0;
    return words.len == 0 || (words.at[0] != 0 && words.at[words.len - 1] == 0 && count <= most);
}

bool source_whole(const struct source *s)
{
    if (s->kind >= SOURCES || (size_t)s->argv_len + s->options_len > sizeof s->bytes)
        return false;
    struct slice behind = {(const uint8_t *)s->bytes + s->argv_len, s->options_len};
    return words_whole(source_argv(s), LIMIT_ARGUMENTS) && words_whole(behind, SIZE_MAX);
}

static bool one_of(const char *words, struct slice value)
{
    struct slice rest = slice_of(words), word;
    while (rest.len > 0) {
        rest = slice_cut(rest, ' ', &word);
        if (word.len > 0 && slice_equal(word, value))
            return true;
    }
    return false;
}

static bool check_value(const struct option *o, struct slice value, struct text *error)
{
    struct slice name = slice_of(o->name);
    uint64_t number;
    if (value.len == 0 || value.len >= LIMIT_PATH_BYTES || !utf8_valid(value))
        return invalid(error, name, value, "is empty, too long or not UTF-8");
    if (o->words && !one_of(o->words, value)) {
        (void)invalid(error, name, value, "is none of");
        text_add(error, slice_part(slice_of(o->words), 0, strlen(o->words) - 1));
        return false;
    }
    if (o->most > 0 && (!slice_u64(value, &number) || number == 0 || number > o->most)) {
        (void)invalid(error, name, value, "is no number from 1 to ");
        text_u64(error, o->most);
        return false;
    }
    struct serial_settings any = serial_default();
    const char *mend = serial_has(name) ? serial_set(&any, name, value) : NULL;
    return !mend || invalid(error, name, value, mend);
}

static bool check_target(const struct source *s, struct text *error)
{
    struct tmux_target target;
    struct slice value;
    return s->kind != SOURCE_TMUX || !source_option(s, "target", &value) ||
           tmux_read_target(value, &target) ||
           invalid(error, SLICE("target"), value,
                   "is no session of tmux: write its id ($1), perhaps with a window's ($1:@3), or "
                   "its name");
}

static const struct option *find(struct slice name)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (slice_equal(name, slice_of(options[i].name)))
            return &options[i];
    return NULL;
}

static bool told_before(const struct source *s, size_t until, struct slice name)
{
    size_t at = 0;
    struct slice found, value;
    while (source_next(s, &at, &found, &value) && at < until)
        if (slice_equal(found, name))
            return true;
    return false;
}

static bool check_option(const struct source *s, size_t behind, struct slice name,
                         struct slice value, struct text *error)
{
    const struct option *o = find(name);
    if (!o || !(o->kinds & BIT(s->kind))) {
        (void)invalid(error, name, value, "does not belong to source = ");
        text_str(error, source_name(s));
        return false;
    }
    if (!o->many && told_before(s, behind, name))
        return invalid(error, name, value, "is said twice");
    if (o->many && slice_find(value, '=') < 1)
        return invalid(error, name, value, "is not of the form NAME=VALUE");
    return check_value(o, value, error);
}

bool source_check(const struct source *s, struct text *error)
{
    size_t at = 0;
    struct slice name, value;
    while (source_next(s, &at, &name, &value))
        if (!check_option(s, at, name, value, error))
            return false;
    if (!check_target(s, error))
        return false;
    if (s->argv_len > 0 && s->kind != SOURCE_COMMAND) {
        text_str(error, "command does not belong to source = ");
        text_str(error, source_name(s));
        return false;
    }
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

static void put_option(const struct source *s, const char *before, const char *name,
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
    put_option(s, " ", "device", to);
    put_option(s, " at ", "speed", to);
    put_option(s, " ", "host", to);
    put_option(s, " ", "remote-session", to);
    put_option(s, " ", "target", to);
    put_option(s, " as ", "user", to);
}

/*
 * A table of keys. A row has the function that reads the value, the member that it sets, and a
 * description of the valid values, from which the sentence about an invalid one is made. A flag of
 * the command line is a key with another name (config/flags).
 */
#include "config/keys.h"

#include "base/choice.h"
#include "base/codec/words.h"
#include "base/invalid.h"
#include "os/address.h"

#include <stddef.h>
#include <string.h>

/* Reads a value into the member of a key. False: the value is not valid. */
struct key;
typedef bool key_reader(struct config *c, const struct key *k, struct slice value);

struct key {
    const char *name;
    key_reader *read;
    size_t at;    /* offset of the member in struct config */
    size_t size;  /* size of the member, in bytes */
    size_t count; /* offset of the uint16_t count of a list; 0: no list */
    /* The valid values, described by one of the following. */
    const char *const *words; /* one of these words; NULL-terminated */
    uint32_t max;             /* a number from 1 to this, in a unit */
    const char *what;         /* the unit, or the end of the sentence about an invalid value */
    uint32_t factor;          /* from that unit to the member's */
};

static bool key_path(struct config *c, const struct key *k, struct slice value)
{
    return value.len > 0 && slice_copy(value, (char *)c + k->at, k->size);
}

static bool key_name(struct config *c, const struct key *k, struct slice value)
{
    return slice_copy(value, (char *)c + k->at, k->size);
}

static bool key_choice(struct config *c, const struct key *k, struct slice value)
{
    int place = choice_find(value, k->words);
    if (place >= 0)
        *((uint8_t *)c + k->at) = (uint8_t)place;
    return place >= 0;
}

static bool key_yes(struct config *c, const struct key *k, struct slice value)
{
    int place = choice_find(value, k->words);
    *(bool *)((char *)c + k->at) = place == 1;
    return place >= 0;
}

static bool key_number(struct config *c, const struct key *k, struct slice value)
{
    uint64_t number;
    if (!slice_u64(value, &number) || number == 0 || number > k->max)
        return false;
    number *= k->factor;
    if (k->size == sizeof(uint16_t))
        *(uint16_t *)(void *)((char *)c + k->at) = (uint16_t)number;
    else
        *(uint32_t *)(void *)((char *)c + k->at) = (uint32_t)number;
    return true;
}

static bool key_listen(struct config *c, const struct key *k, struct slice value)
{
    struct os_address address;
    char *at = c->listen[c->listen_count];
    (void)k;
    if (!slice_copy(value, at, sizeof c->listen[0]) || !os_address_parse(at, &address))
        return false;
    c->listen_count++;
    return true;
}

static bool key_host(struct config *c, const struct key *k, struct slice value)
{
    (void)k;
    if (value.len == 0 || !slice_copy(value, c->hosts[c->host_count], sizeof c->hosts[0]))
        return false;
    c->host_count++;
    return true;
}

/* Whether the character needs no escape in a path (RFC 3986 section 2.3). */
static bool is_path_character(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("/-._~", c) != NULL);
}

/* "/x", "x" and "/x/" are the same base; "/" is an empty one. */
static bool key_base(struct config *c, const struct key *k, struct slice value)
{
    struct text t;
    while (value.len > 0 && value.at[value.len - 1] == '/')
        value.len--;
    while (value.len > 0 && value.at[0] == '/')
        value = slice_from(value, 1);
    for (size_t i = 0; i < value.len; i++)
        if (!is_path_character(value.at[i]))
            return false;
    text_init(&t, (char *)c + k->at, k->size);
    if (value.len > 0)
        text_char(&t, '/');
    text_add(&t, value);
    text_end(&t);
    return !t.cut;
}

static bool key_command(struct config *c, const struct key *k, struct slice value)
{
    struct text t;
    text_init(&t, (char *)c + k->at, k->size);
    size_t words = words_cut(value, &t);
    c->command_len = (uint16_t)t.len;
    return words > 0 && words < LIMIT_ARGUMENTS;
}

static bool key_size(struct config *c, const struct key *k, struct slice value)
{
    struct slice cols;
    uint64_t w, h;
    struct slice rows = slice_cut(value, 'x', &cols);
    (void)k;
    if (!slice_u64(cols, &w) || !slice_u64(rows, &h) || w < 1 || h < 1 || w > LIMIT_COLS ||
        h > LIMIT_ROWS || w * h > LIMIT_CELLS)
        return false;
    c->cols = (uint16_t)w;
    c->rows = (uint16_t)h;
    c->size_given = true;
    return true;
}

/* Reads the permissions of a file, in octal. */
static bool key_mode(struct config *c, const struct key *k, struct slice value)
{
    unsigned mode = 0;
    (void)k;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < '0' || value.at[i] > '7' || mode > 0777)
            return false;
        mode = mode * 8 + (unsigned)(value.at[i] - '0');
    }
    c->socket_mode = (uint16_t)mode;
    return mode > 0 && mode <= 0777;
}

static const char *const answers[] = {"no", "yes", NULL};
static const char *const log_levels[] = {"debug", "info", "warning", "error", NULL};
static const char *const log_formats[] = {"logfmt", "json", NULL};
_Static_assert(LOG_DEBUG == 0 && LOG_INFO == 1 && LOG_WARNING == 2 && LOG_ERROR == 3,
               "the order of log_levels");
_Static_assert(LOG_LOGFMT == 0 && LOG_JSON == 1, "the order of log_formats");

#define MEMBER(member)                                                                             \
    .at = offsetof(struct config, member), .size = sizeof((struct config *)0)->member
#define LIST(counter) .count = offsetof(struct config, counter)
#define YES_NO(member) .read = key_yes, MEMBER(member), .words = answers
#define PATH(member) .read = key_path, MEMBER(member), .what = "is empty or longer than 255 bytes"
#define NUMBER(member, unit, most, by)                                                             \
    .read = key_number, MEMBER(member), .what = unit, .max = most, .factor = by
#define SECONDS(member) NUMBER(member, " of seconds", 86400, 1000)
#define MILLISECONDS(member, most) NUMBER(member, " of milliseconds", most, 1)
#define TIMES(member) NUMBER(member, "", 60000, 1)
_Static_assert(LIMIT_PATH_BYTES == 256, "PATH says how long a path may be");

static const struct key keys[] = {
    {"listen", .read = key_listen, MEMBER(listen), LIST(listen_count),
     .what = "is not an address; write 127.0.0.1:7681, [::1]:7681 or unix:/path"},
    {"socket-group", .read = key_name, MEMBER(socket_group), .what = "is longer than 63 bytes"},
    {"socket-mode", .read = key_mode, MEMBER(socket_mode),
     .what = "is not a mode in octal, such as 0660"},
    {"local-socket", YES_NO(local)},
    {"base", .read = key_base, MEMBER(base),
     .what = "is not a path of letters, digits and -._~, such as /tty"},
    {"host", .read = key_host, MEMBER(hosts), LIST(host_count),
     .what = "is empty or longer than 63 bytes"},
    {"state-directory", PATH(state_dir)},
    {"token-file", PATH(token_file)},
    {"viewer-token-file", PATH(viewer_token_file)},
    {"user", .read = key_name, MEMBER(user), .what = "is longer than 63 bytes"},
    {"command", .read = key_command, MEMBER(command),
     .what = "has an open quote, is empty, or is more than 1 KiB or 63 words"},
    {"size", .read = key_size, MEMBER(cols), .what = "is not a size that fits, such as 80x24"},
    {"clipboard", YES_NO(clipboard)},
    {"tmux-socket", PATH(tmux_socket)},
    {"header-timeout", SECONDS(header_ms)},
    {"idle-timeout", SECONDS(idle_ms)},
    {"stall-timeout", SECONDS(stall_ms)},
    {"ping-interval", SECONDS(ping_ms)},
    {"unanswered-pings", TIMES(unanswered_pings)},
    {"kill-timeout", SECONDS(kill_ms)},
    {"shutdown-timeout", SECONDS(shutdown_ms)},
    {"hang-timeout", SECONDS(hang_ms)},
    {"frame-interval", MILLISECONDS(frame_ms, 10000)},
    {"viewers-per-session", TIMES(viewers_per_session)},
    {"connections-per-address", TIMES(connections_per_address)},
    {"respawn-delay", MILLISECONDS(respawn_delay_ms, 3600000)},
    {"respawn-max", MILLISECONDS(respawn_max_ms, 3600000)},
    {"breaker-cooldown", MILLISECONDS(breaker_cooldown_ms, 3600000)},
    {"min-uptime", MILLISECONDS(min_uptime_ms, 3600000)},
    {"server-min-uptime", MILLISECONDS(server_min_uptime_ms, 10000)},
    {"log", PATH(log)},
    {"syslog-socket", PATH(syslog_socket)},
    {"log-level", .read = key_choice, MEMBER(log_level), .words = log_levels},
    {"log-format", .read = key_choice, MEMBER(log_format), .words = log_formats},
    {"log-size", NUMBER(log_bytes, " of KiB", 1 << 20, 1024)},
    {"log-files", TIMES(log_files)},
    {"runtime-interval", SECONDS(runtime_ms)},
};

static const struct key *keys_find(struct slice name)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        if (slice_equal(name, slice_of(keys[i].name)))
            return &keys[i];
    return NULL;
}

_Static_assert(COUNT(keys) <= 64, "each key has a bit");

bool keys_single(struct slice name, unsigned *place)
{
    const struct key *k = keys_find(name);
    if (!k || k->count > 0)
        return false;
    *place = (unsigned)(k - keys);
    return true;
}

static bool keys_invalid(const struct key *k, struct slice value, struct text *error)
{
    struct slice name = slice_of(k->name);
    if (k->words)
        return choice_invalid(error, name, value, k->words);
    if (k->max == 0)
        return invalid(error, name, value, k->what);
    (void)invalid(error, name, value, "is not a number");
    text_str(error, k->what);
    text_str(error, " from 1 to ");
    text_u64(error, k->max);
    return false;
}

/* The maximum number of values of a list. */
#define LISTED 4
_Static_assert(LIMIT_LISTENERS - 1 == LISTED && LIMIT_HOSTS == LISTED,
               "every list has room for as many");

bool keys_set(struct config *c, struct slice name, struct slice value, struct text *error)
{
    const struct key *k = keys_find(name);
    if (!k)
        return invalid(error, SLICE("key"), name, "is not known");
    if (k->count > 0 && *(const uint16_t *)(const void *)((const char *)c + k->count) == LISTED)
        return invalid(error, name, value, "is one too many; at most 4 are possible");
    return k->read(c, k, value) || keys_invalid(k, value, error);
}

/*
 * One table names every key with how it is read; a flag is a key with a letter. The file is read
 * first, so that flags win.
 */
#include "config/config.h"

#include "base/bug.h"
#include "base/codec/words.h"
#include "base/errors.h"
#include "base/invalid.h"
#include "os/address.h"
#include "os/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_FILE "/etc/boundtty.conf"
#define OWN_FILE "/boundtty.conf" /* in the state directory */

enum reading {
    READ_LISTEN,
    READ_PATH,
    READ_BASE,
    READ_HOST,
    READ_NAME,
    READ_COMMAND,
    READ_SIZE,
    READ_YES,
    READ_SECONDS,
    READ_MS,
    READ_LONG_MS,
    READ_COUNT,
    READ_KIB,
    READ_LOG_LEVEL,
    READ_LOG_FORMAT,
};

struct key {
    const char *name;
    enum reading reading;
    size_t offset;
};

#define AT(member) offsetof(struct config, member)

static const struct key keys[] = {
    {"listen", READ_LISTEN, 0},
    {"base", READ_BASE, 0},
    {"token-file", READ_PATH, AT(token_file)},
    {"viewer-token-file", READ_PATH, AT(viewer_token_file)},
    {"state-directory", READ_PATH, AT(state_dir)},
    {"local-socket", READ_YES, AT(local)},
    {"host", READ_HOST, 0},
    {"user", READ_NAME, AT(user)},
    {"command", READ_COMMAND, 0},
    {"size", READ_SIZE, 0},
    {"clipboard", READ_YES, AT(clipboard)},
    {"header-timeout", READ_SECONDS, AT(header_ms)},
    {"idle-timeout", READ_SECONDS, AT(idle_ms)},
    {"stall-timeout", READ_SECONDS, AT(stall_ms)},
    {"ping-interval", READ_SECONDS, AT(ping_ms)},
    {"unanswered-pings", READ_COUNT, AT(unanswered_pings)},
    {"kill-timeout", READ_SECONDS, AT(kill_ms)},
    {"shutdown-timeout", READ_SECONDS, AT(shutdown_ms)},
    {"frame-interval", READ_MS, AT(frame_ms)},
    {"server-min-uptime", READ_MS, AT(server_min_uptime_ms)},
    {"viewers-per-session", READ_COUNT, AT(viewers_per_session)},
    {"connections-per-address", READ_COUNT, AT(connections_per_address)},
    {"log", READ_PATH, AT(log)},
    {"log-level", READ_LOG_LEVEL, 0},
    {"log-format", READ_LOG_FORMAT, 0},
    {"log-size", READ_KIB, AT(log_bytes)},
    {"log-files", READ_COUNT, AT(log_files)},
    {"syslog-socket", READ_PATH, AT(syslog_socket)},
    {"hang-timeout", READ_SECONDS, AT(hang_ms)},
    {"runtime-interval", READ_SECONDS, AT(runtime_ms)},
    {"respawn-delay", READ_LONG_MS, AT(respawn_delay_ms)},
    {"respawn-max", READ_LONG_MS, AT(respawn_most_ms)},
    {"breaker-cooldown", READ_LONG_MS, AT(breaker_cooldown_ms)},
    {"min-uptime", READ_LONG_MS, AT(min_uptime_ms)},
    {"tmux-socket", READ_PATH, AT(tmux_socket)},
};

static const char usage[] =
    "usage: boundtty [-l ADDR:PORT] [-b BASE] [-t TOKENFILE] [-c CONFIG] [-s STATEDIR]\n"
    "                [--size COLSxROWS] [-- COMMAND [ARGUMENT ...]]\n"
    "       boundtty check [the same]\n"
    "       boundtty health [-l ADDR:PORT] [-b BASE] [-r RETRIES] [-t SECONDS]\n"
    "       boundtty limits\n"
    "       boundtty attach | ls | new | kill | line | rename | send | screen | wait | log |\n"
    "                status ...\n"
    "       boundtty roam [-a SECONDS] [-I SECONDS] [-S] [-L NAME] [-e CHAR] [-V]\n"
    "                [--require-forward] [--none] HOST [SESSION]\n"
    "       boundtty -h | -V\n"
    "\n"
    "  -l ADDR:PORT  listen there: 127.0.0.1:7681 (the default), [::1]:7681, unix:/path;\n"
    "                may be given several times\n"
    "  -b BASE       serve everything below this path\n"
    "  -t TOKENFILE  the file whose first line is the token; made where it is not there\n"
    "  -c CONFIG     the configuration file, instead of /etc/boundtty.conf\n"
    "  -s STATEDIR   the state directory\n"
    "  --size CxR    the first window's size while nobody looks (80x24)\n"
    "  check         prints every mistake in the configuration and the state directory\n"
    "  health        asks a server how it is: exit 0 live or degraded, 1 unhealthy or silent\n"
    "  attach ...    sessions and windows, here and elsewhere: boundtty attach -h, and so on\n"
    "  limits        prints what each capacity costs, and the most that can ever be taken\n"
    "  roam          ssh into a tmux session (main), again and again where the line is lost\n"
    "  -- COMMAND    what new windows run, instead of the login shell\n";

const char *config_usage(void)
{
    return usage;
}

static bool read_listen(struct config *c, struct slice value, struct text *error)
{
    if (c->listen_count == LIMIT_LISTENERS - 1)
        return invalid(error, SLICE("listen"), value, "is one address too many");
    char *at = c->listen[c->listen_count];
    struct os_address address;
    if (!slice_copy(value, at, LIMIT_PATH_BYTES) || !os_address_parse(at, &address))
        return invalid(error, SLICE("listen"), value,
                       "is no address; write 127.0.0.1:7681, [::1]:7681 or unix:/path");
    c->listen_count++;
    return true;
}

static bool path_character(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("/-._~", c) != NULL);
}

/* "/x", "x" and "/x/" are the same base; "/" is none. */
static bool read_base(struct config *c, struct slice value)
{
    struct text t;
    while (value.len > 0 && value.at[value.len - 1] == '/')
        value.len--;
    while (value.len > 0 && value.at[0] == '/')
        value = slice_from(value, 1);
    for (size_t i = 0; i < value.len; i++)
        if (!path_character(value.at[i]))
            return false;
    text_init(&t, c->base, sizeof c->base);
    if (value.len > 0)
        text_char(&t, '/');
    text_add(&t, value);
    text_end(&t);
    return !t.cut;
}

static bool read_size(struct config *c, struct slice value)
{
    struct slice cols;
    uint64_t w, h;
    struct slice rows = slice_cut(value, 'x', &cols);
    if (!slice_u64(cols, &w) || !slice_u64(rows, &h) || w < 1 || h < 1 || w > LIMIT_COLS ||
        h > LIMIT_ROWS || w * h > LIMIT_CELLS)
        return false;
    c->cols = (uint16_t)w;
    c->rows = (uint16_t)h;
    c->size_given = true;
    return true;
}

static bool read_command(struct config *c, struct slice value)
{
    struct text t;
    text_init(&t, c->command, sizeof c->command);
    size_t words = words_cut(value, &t);
    c->command_len = (uint16_t)t.len;
    return words > 0 && words < LIMIT_ARGUMENTS;
}

static bool read_number(void *to, size_t bytes, struct slice value, uint64_t factor, uint64_t most)
{
    uint64_t v;
    if (!slice_u64(value, &v) || v > most / factor || v == 0)
        return false;
    v *= factor;
    if (bytes == sizeof(uint16_t))
        *(uint16_t *)to = (uint16_t)v;
    else
        *(uint32_t *)to = (uint32_t)v;
    return true;
}

static bool read_level(struct config *c, struct slice value)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    for (unsigned i = 0; i < COUNT(levels); i++) {
        if (!slice_equal(value, slice_of(levels[i])))
            continue;
        c->log_level = (enum log_level)i;
        return true;
    }
    return false;
}

static bool read_format(struct config *c, struct slice value)
{
    c->log_format = slice_equal(value, SLICE("json")) ? LOG_JSON : LOG_LOGFMT;
    return c->log_format == LOG_JSON || slice_equal(value, SLICE("logfmt"));
}

static bool read_value(struct config *c, const struct key *k, struct slice value,
                       struct text *error)
{
    char *at = (char *)c + k->offset;
    bool narrow = k->offset == AT(viewers_per_session) || k->offset == AT(log_files) ||
                  k->offset == AT(connections_per_address);
    switch (k->reading) {
    case READ_LISTEN:
        return read_listen(c, value, error);
    case READ_PATH:
        return (value.len > 0 && slice_copy(value, at, LIMIT_PATH_BYTES)) ||
               invalid(error, slice_of(k->name), value, "is no path, or too long");
    case READ_BASE:
        return read_base(c, value) ||
               invalid(error, slice_of(k->name), value, "is no path such as /tty");
    case READ_HOST:
        return (c->host_count < 4 && slice_copy(value, c->hosts[c->host_count], LIMIT_NAME_BYTES) &&
                ++c->host_count > 0) ||
               invalid(error, slice_of(k->name), value, "is too long, or the fifth");
    case READ_NAME:
        return slice_copy(value, at, LIMIT_NAME_BYTES) ||
               invalid(error, slice_of(k->name), value, "is too long");
    case READ_COMMAND:
        return read_command(c, value) ||
               invalid(error, slice_of(k->name), value,
                       "has an open quote, is empty, or is more than 1 KiB or 63 words");
    case READ_SIZE:
        return read_size(c, value) ||
               invalid(error, slice_of(k->name), value, "is no size that fits, such as 80x24");
    case READ_YES:
        *(bool *)at = slice_equal(value, SLICE("yes"));
        return *(bool *)at || slice_equal(value, SLICE("no")) ||
               invalid(error, slice_of(k->name), value, "is neither yes nor no");
    case READ_SECONDS:
        return read_number(at, sizeof(uint32_t), value, 1000, 86400000) ||
               invalid(error, slice_of(k->name), value, "is no number of seconds from 1 to 86400");
    case READ_MS:
        return read_number(at, sizeof(uint32_t), value, 1, 10000) ||
               invalid(error, slice_of(k->name), value,
                       "is no number of milliseconds from 1 to 10000");
    case READ_LONG_MS:
        return read_number(at, sizeof(uint32_t), value, 1, 3600000) ||
               invalid(error, slice_of(k->name), value,
                       "is no number of milliseconds from 1 to 3600000");
    case READ_COUNT:
        return read_number(at, narrow ? sizeof(uint16_t) : sizeof(uint32_t), value, 1, 60000) ||
               invalid(error, slice_of(k->name), value, "is no number from 1 to 60000");
    case READ_KIB:
        return read_number(at, sizeof(uint32_t), value, 1024, 1u << 30) ||
               invalid(error, slice_of(k->name), value, "is no number of KiB from 1 to 1048576");
    case READ_LOG_LEVEL:
        return read_level(c, value) ||
               invalid(error, slice_of(k->name), value, "is none of debug, info, warning, error");
    case READ_LOG_FORMAT:
        return read_format(c, value) ||
               invalid(error, slice_of(k->name), value, "is neither logfmt nor json");
    }
    return false;
}

static const struct key *find_key(struct slice name)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        if (slice_equal(name, slice_of(keys[i].name)))
            return &keys[i];
    return NULL;
}

static bool set(struct config *c, const char *name, const char *value, struct text *error)
{
    const struct key *k = find_key(slice_of(name));
    BUG_UNLESS(k);
    return read_value(c, k, slice_of(value), error);
}

const char *config_key_name(size_t *at)
{
    return *at < COUNT(keys) ? keys[(*at)++].name : NULL;
}

/* Where in the file we are. */
enum section { SECTION_NONE, SECTION_SERVER, SECTION_WINDOW, SECTION_WRONG };
struct place {
    uint32_t line;
    enum section section;
};

static void put_place(const char *path, uint32_t line, struct text *to)
{
    text_str(to, path);
    text_char(to, ':');
    text_u64(to, line);
    text_str(to, ": ");
}

/* "[window NAME]" */
static bool begin_window(struct config *c, struct slice name, uint32_t line, struct text *error)
{
    if (c->window_count == LIMIT_WINDOWS)
        return invalid(error, SLICE("window"), name,
                       "is one too many for the window table; build with PROFILE=server");
    struct declaration *d = &c->windows[c->window_count];
    if (!declaration_begin(d, name, line))
        return invalid(error, SLICE("window"), name,
                       "is no name of 1 to 63 bytes without '/' and control characters");
    c->window_count++;
    return true;
}

static bool begin_section(struct config *c, struct place *at, struct slice line, struct text *error)
{
    struct slice inner, kind;
    at->section = SECTION_WRONG;
    bool closed =
        slice_cut(slice_from(line, 1), ']', &inner).len == 0 && line.at[line.len - 1] == ']';
    struct slice name = slice_trim(slice_cut(slice_trim(inner), ' ', &kind));
    if (closed && slice_equal(kind, SLICE("server")) && name.len == 0)
        at->section = SECTION_SERVER;
    else if (closed && slice_equal(kind, SLICE("window")) && name.len > 0)
        at->section = begin_window(c, name, at->line, error) ? SECTION_WINDOW : SECTION_WRONG;
    else
        return invalid(error, SLICE("section"), line,
                       "is not known; there are [server] and [window NAME]");
    return at->section != SECTION_WRONG;
}

static bool read_line(struct config *c, struct place *at, struct slice line, struct text *error)
{
    struct slice name;
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    line = slice_trim(line);
    if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
        return true;
    if (line.at[0] == '[')
        return begin_section(c, at, line, error);
    if (slice_find(line, '=') < 0)
        return invalid(error, SLICE("line"), line, "is not of the form key = value");
    struct slice value = slice_trim(slice_cut(line, '=', &name));
    name = slice_trim(name);
    if (at->section == SECTION_NONE)
        return invalid(error, SLICE("key"), name, "stands before [server]");
    if (at->section == SECTION_WINDOW)
        return declaration_read(&c->windows[c->window_count - 1], name, value, error);
    const struct key *k = find_key(name);
    return at->section == SECTION_WRONG || (k && read_value(c, k, value, error)) ||
           (!k && invalid(error, SLICE("key"), name, "is not known"));
}

static bool cannot(struct text *error, const char *path, int why)
{
    text_str(error, path);
    text_str(error, ": ");
    text_str(error, error_text(why));
    return false;
}

static void (*on_mistake)(struct slice sentence);

void config_on_mistake(void (*tell)(struct slice sentence))
{
    on_mistake = tell;
}

/* Whether all goes on: it does while mistakes are told. What error holds from start on is told. */
static bool told(struct text *error, size_t start)
{
    if (on_mistake)
        on_mistake(slice_from(text_slice(error), start));
    return on_mistake != NULL;
}

static void forget(struct text *error, size_t start)
{
    error->len = start;
    error->cut = false;
}

/* A window of the file, as a whole and beside those before it. */
static bool check_window(const struct config *c, uint16_t number, struct text *error)
{
    const struct declaration *d = &c->windows[number];
    for (uint16_t i = 0; i < number; i++)
        if (declaration_key(&c->windows[i]) == declaration_key(d))
            return invalid(error, SLICE("window"), slice_of(d->name),
                           "is declared twice in its session");
    return declaration_check(d, error);
}

/* One line, or a mistake that is told. */
static bool take_line(struct config *c, const char *path, struct place *at, struct slice line,
                      struct text *error)
{
    size_t start = error->len;
    put_place(path, ++at->line, error);
    if (!read_line(c, at, line, error) && !told(error, start))
        return false;
    forget(error, start);
    return true;
}

static bool check_windows(const struct config *c, const char *path, struct text *error)
{
    size_t start = error->len;
    for (uint16_t i = 0; i < c->window_count; i++) {
        put_place(path, c->windows[i].line, error);
        if (!check_window(c, i, error) && !told(error, start))
            return false;
        forget(error, start);
    }
    return true;
}

/* 0, or an errno; -1: error holds what is wrong with a line. */
static int read_lines(struct config *c, const char *path, int fd, struct text *error)
{
    uint8_t bytes[LIMIT_CONFIG_LINE];
    struct place at = {.section = SECTION_NONE};
    size_t used = 0, all = 0;
    ssize_t n = 1;
    while (n > 0) {
        n = read(fd, bytes + used, sizeof bytes - used);
        if (n < 0)
            return errno;
        used += (size_t)n;
        all += (size_t)n;
        struct slice rest = {bytes, used}, line;
        while (slice_find(rest, '\n') >= 0 || (n == 0 && rest.len > 0)) {
            rest = slice_cut(rest, '\n', &line);
            if (!take_line(c, path, &at, line, error))
                return -1;
        }
        if (rest.len == sizeof bytes || all > LIMIT_CONFIG_BYTES)
            return EFBIG;
        used = rest.len;
        memmove(bytes, rest.at, used);
    }
    return 0;
}

/* needed: that it is not there is a mistake. */
static bool read_file(struct config *c, const char *path, bool needed, struct text *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return (!needed && errno == ENOENT) || cannot(error, path, errno);
    int why = read_lines(c, path, fd, error);
    close(fd);
    if (why > 0)
        return cannot(error, path, why);
    return why == 0 && check_windows(c, path, error);
}

static void defaults(struct config *c)
{
    *c = (struct config){
        .user = "nobody",
        .cols = 80,
        .rows = 24,
        .clipboard = true,
        .local = true,
        .header_ms = DEFAULT_HEADER_MS,
        .idle_ms = DEFAULT_IDLE_MS,
        .stall_ms = DEFAULT_STALL_MS,
        .ping_ms = DEFAULT_PING_MS,
        .unanswered_pings = DEFAULT_UNANSWERED_PINGS,
        .kill_ms = DEFAULT_KILL_MS,
        .shutdown_ms = DEFAULT_SHUTDOWN_MS,
        .frame_ms = DEFAULT_FRAME_MS,
        .server_min_uptime_ms = DEFAULT_SERVER_MIN_UPTIME_MS,
        .viewers_per_session = LIMIT_VIEWERS_PER_SESSION,
        .connections_per_address = DEFAULT_CONNECTIONS_PER_ADDRESS,
        .log = "stderr",
        .syslog_socket = "/dev/log",
        .log_level = LOG_INFO,
        .log_format = LOG_LOGFMT,
        .log_bytes = DEFAULT_LOG_BYTES,
        .log_files = DEFAULT_LOG_FILES,
        .hang_ms = DEFAULT_HANG_MS,
        .runtime_ms = DEFAULT_RUNTIME_MS,
        .respawn_delay_ms = DEFAULT_RESPAWN_DELAY_MS,
        .respawn_most_ms = DEFAULT_RESPAWN_MOST_MS,
        .breaker_cooldown_ms = DEFAULT_BREAKER_COOLDOWN_MS,
        .min_uptime_ms = DEFAULT_MIN_UPTIME_MS,
    };
}

static bool put_path(char to[LIMIT_PATH_BYTES], const char *folder, const char *rest)
{
    struct text t;
    text_init(&t, to, LIMIT_PATH_BYTES);
    text_str(&t, folder);
    text_str(&t, rest);
    text_end(&t);
    return !t.cut;
}

static bool default_paths(struct config *c, char *const envp[], struct text *error)
{
    bool fit =
        (c->state_dir[0] != '\0' || os_state_folder(envp, c->state_dir, sizeof c->state_dir)) &&
        (c->token_file[0] != '\0' || put_path(c->token_file, c->state_dir, "/token")) &&
        (c->viewer_token_file[0] != '\0' ||
         put_path(c->viewer_token_file, c->state_dir, "/viewer-token")) &&
        os_state_socket(c->state_dir, c->socket, sizeof c->socket);
    if (!fit)
        text_str(error, "there is no home for the state directory, or its path is too long; "
                        "choose one with -s");
    if (c->listen_count == 0)
        (void)slice_copy(SLICE("127.0.0.1:7681"), c->listen[c->listen_count++], LIMIT_PATH_BYTES);
    return fit;
}

/* The words after "--". */
static bool take_command(struct config *c, char *const *words, struct text *error)
{
    struct text t;
    text_init(&t, c->command, sizeof c->command);
    size_t count = 0;
    for (; *words; words++, count++) {
        text_str(&t, *words);
        text_char(&t, '\0');
    }
    c->command_len = (uint16_t)t.len;
    if (count > 0 && count < LIMIT_ARGUMENTS && !t.cut && t.at[0] != '\0')
        return true;
    text_str(error, "-- needs a command, of at most 1 KiB and 63 words; try boundtty -h");
    return false;
}

static const char *key_of_flag(const char *flag)
{
    static const struct {
        const char *flag, *key;
    } flags[] = {
        {"-l", "listen"},          {"-b", "base"},     {"-t", "token-file"},
        {"-s", "state-directory"}, {"--size", "size"}, {"-c", "config"},
    };
    for (size_t i = 0; i < COUNT(flags); i++)
        if (strcmp(flag, flags[i].flag) == 0)
            return flags[i].key;
    return NULL;
}

static enum config_answer bad_flag(struct text *error, const char *flag, const char *why)
{
    text_str(error, flag);
    text_str(error, why);
    text_str(error, "; try boundtty -h");
    return CONFIG_WRONG;
}

/* Where things are in the first round, everything else in the second, after the file. */
static enum config_answer take_flag(struct config *c, const char *key, const char *value,
                                    bool places, struct text *error)
{
    if (strcmp(key, "config") == 0)
        return slice_copy(slice_of(value), c->file, sizeof c->file)
                   ? CONFIG_RUN
                   : bad_flag(error, value, " is too long");
    if (places && strcmp(key, "state-directory") != 0)
        return CONFIG_RUN;
    return set(c, key, value, error) ? CONFIG_RUN : bad_flag(error, "", "");
}

static enum config_answer read_flags(struct config *c, char *const argv[], bool places,
                                     struct text *error)
{
    bool listened = false;
    enum config_answer answer = CONFIG_RUN;
    for (size_t i = 1; argv[i] && answer == CONFIG_RUN; i++) {
        const char *key = key_of_flag(argv[i]);
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
            return CONFIG_HELP;
        if (strcmp(argv[i], "-V") == 0 || strcmp(argv[i], "--version") == 0)
            return CONFIG_VERSION;
        if (strcmp(argv[i], "--") == 0)
            return places || take_command(c, &argv[i + 1], error) ? CONFIG_RUN : CONFIG_WRONG;
        if (!key)
            return bad_flag(error, argv[i],
                            argv[i][0] == '-' ? " is not known"
                                              : " is not known; a command stands behind --");
        if (!argv[i + 1])
            return bad_flag(error, argv[i], " needs a value");
        if (!places && !listened && strcmp(key, "listen") == 0) {
            c->listen_count = 0; /* a flag replaces what the file has */
            listened = true;
        }
        answer = take_flag(c, key, argv[++i], places, error);
    }
    return answer;
}

/* The file that was named, else the system's, else the state directory's, where there is one. */
static bool find_and_read(struct config *c, char *const envp[], struct text *error)
{
    char folder[LIMIT_PATH_BYTES];
    if (c->file[0] != '\0')
        return read_file(c, c->file, true, error);
    if (access(SYSTEM_FILE, F_OK) == 0)
        return slice_copy(SLICE(SYSTEM_FILE), c->file, sizeof c->file) &&
               read_file(c, c->file, true, error);
    bool known = c->state_dir[0] != '\0' ? slice_copy(slice_of(c->state_dir), folder, sizeof folder)
                                         : os_state_folder(envp, folder, sizeof folder);
    return !known || !put_path(c->file, folder, OWN_FILE) || read_file(c, c->file, false, error);
}

enum config_answer config_read(struct config *c, int argc, char *const argv[], char *const envp[],
                               struct text *error)
{
    (void)argc;
    defaults(c);
    enum config_answer answer = read_flags(c, argv, true, error);
    if (answer == CONFIG_RUN && !find_and_read(c, envp, error))
        answer = CONFIG_WRONG;
    if (answer == CONFIG_RUN)
        answer = read_flags(c, argv, false, error);
    if (answer == CONFIG_RUN && !default_paths(c, envp, error))
        answer = CONFIG_WRONG;
    return answer;
}

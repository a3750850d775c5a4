/* Lines are read through one buffer; the file is never in memory as a whole. The options of a
 * window are checked when its section is complete, each with the number of its own line. */
#include "config/file.h"

#include "base/errors.h"
#include "base/invalid.h"
#include "config/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define OPTIONS_MAX 160 /* of one window: more do not fit its source */

enum section { SECTION_NONE, SECTION_SERVER, SECTION_WINDOW, SECTION_INVALID };

struct config_file {
    struct config *config;
    const char *path;
    config_report *report;
    struct text *error;
    uint32_t line; /* number of the current line, from 1 */
    enum section section;
    uint32_t section_line;
    bool kind_unknown;    /* the window's source was refused: its options cannot be checked */
    bool unsure;          /* a key of the window was refused: others may seem to be missing */
    uint64_t server_keys; /* those given so far, one bit each (keys_single()) */
};

/* The lines of the current window's options. */
static uint16_t option_lines[OPTIONS_MAX];
_Static_assert(LIMIT_CONFIG_BYTES <= UINT16_MAX + 1, "the number of a line fits");
_Static_assert(LIMIT_COMMAND_BYTES / sizeof "lock=" < 2 * OPTIONS_MAX, "an option has a line");

static bool file_failed(const struct config_file *f, int error)
{
    text_str(f->error, f->path);
    text_str(f->error, ": ");
    text_str(f->error, error_text(error));
    return false;
}

static void file_put_place(const struct config_file *f, uint32_t line)
{
    text_str(f->error, f->path);
    text_char(f->error, ':');
    text_u64(f->error, line);
    text_str(f->error, ": ");
}

/* Concludes a line. From `start` on, error holds "PATH:LINE: " and, if the line is not valid, a
 * sentence; both are reported, if there is a reporter, and removed. False: stop with this
 * sentence. */
static bool file_continue(const struct config_file *f, bool valid, size_t start)
{
    if (!valid && !f->report)
        return false;
    if (!valid)
        f->report(slice_from(text_slice(f->error), start));
    f->error->len = start;
    f->error->cut = false;
    return true;
}

static bool file_begin_window(const struct config_file *f, struct slice name)
{
    struct config *c = f->config;
    if (c->window_count == LIMIT_WINDOWS)
        return invalid(f->error, SLICE("window"), name,
                       "is one too many for the window table; build with PROFILE=server");
    if (!declaration_begin(&c->windows[c->window_count], name))
        return invalid(f->error, SLICE("window"), name,
                       "is not a name of 1 to 63 bytes without '/' and control characters");
    c->window_count++;
    return true;
}

/* Whether a comment follows the value: a # after a blank, or a ; but not in a command, whose words
 * may be such; not within a command's quotes. A value that is this one character is none. */
static bool has_comment(struct slice value, bool command)
{
    uint8_t quote = 0, before = ' ';
    for (size_t i = 0; i < value.len && (command || value.len > 1); i++) {
        uint8_t b = value.at[i];
        bool blank = before == ' ' || before == '\t';
        if (!quote && blank && (b == '#' || (b == ';' && !command)))
            return true;
        if (command && b == '\\' && quote != '\'')
            i++;
        else if (command && (quote ? b == quote : b == '"' || b == '\''))
            quote = quote ? 0 : b;
        before = b;
    }
    return false;
}

static bool file_refuse_comment(const struct config_file *f, struct slice name, struct slice value)
{
    return invalid(f->error, name, value,
                   "has a comment in it; write comments on lines of their own");
}

/* Begins a section: "[server]" or "[window NAME]". */
static bool file_begin_section(struct config_file *f, struct slice line)
{
    struct slice inner, kind;
    struct slice after = slice_cut(slice_from(line, 1), ']', &inner);
    bool closed = after.len == 0 && line.at[line.len - 1] == ']';
    struct slice name = slice_trim(slice_cut(slice_trim(inner), ' ', &kind));
    f->section = SECTION_INVALID;
    f->section_line = f->line;
    f->unsure = f->kind_unknown = false;
    if (has_comment(after, false))
        return file_refuse_comment(f, SLICE("section"), line);
    if (closed && slice_equal(kind, SLICE("server")) && name.len == 0) {
        f->section = SECTION_SERVER;
        return true;
    }
    if (!closed || !slice_equal(kind, SLICE("window")) || name.len == 0)
        return invalid(f->error, SLICE("section"), line,
                       "is not known; there are [server] and [window NAME]");
    if (!file_begin_window(f, name))
        return false;
    f->section = SECTION_WINDOW;
    return true;
}

static bool file_read_server_key(struct config_file *f, struct slice name, struct slice value)
{
    unsigned place;
    if (keys_single(name, &place)) {
        if (f->server_keys >> place & 1u)
            return invalid(f->error, name, value, "is given twice");
        f->server_keys |= UINT64_C(1) << place;
    }
    return keys_set(f->config, name, value, f->error);
}

static bool file_read_window_key(struct config_file *f, struct slice name, struct slice value)
{
    struct declaration *d = &f->config->windows[f->config->window_count - 1];
    unsigned options = source_options(&d->source);
    bool valid = declaration_read(d, name, value, f->error);
    if (source_options(&d->source) > options && options < OPTIONS_MAX)
        option_lines[options] = (uint16_t)f->line;
    f->unsure |= !valid;
    f->kind_unknown |= !valid && slice_equal(name, SLICE("source"));
    return valid;
}

static bool file_read_key(struct config_file *f, struct slice name, struct slice value)
{
    if (has_comment(value, slice_equal(name, SLICE("command")))) {
        f->unsure = true;
        f->kind_unknown |= slice_equal(name, SLICE("source"));
        return file_refuse_comment(f, name, value);
    }
    switch (f->section) {
    case SECTION_SERVER:
        return file_read_server_key(f, name, value);
    case SECTION_WINDOW:
        return file_read_window_key(f, name, value);
    case SECTION_NONE:
        return invalid(f->error, SLICE("key"), name,
                       "is before the first section; write [server] above it");
    default:
        return true; /* the line of the section itself was reported */
    }
}

static bool file_read_line(struct config_file *f, struct slice line)
{
    struct slice name, text;
    if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
        return true;
    (void)slice_cut(line, 0, &text);
    if (text.len < line.len)
        return invalid(f->error, SLICE("line"), text, "contains a NUL byte; write text");
    if (line.at[0] == '[')
        return file_begin_section(f, line);
    if (slice_find(line, '=') < 0)
        return invalid(f->error, SLICE("line"), line, "is not of the form key = value");
    struct slice value = slice_trim(slice_cut(line, '=', &name));
    return file_read_key(f, slice_trim(name), value);
}

/* Checks what only a complete window shows, also against the windows before it. */
static bool file_check_window(const struct config_file *f, const struct declaration *d)
{
    for (const struct declaration *other = f->config->windows; other < d; other++)
        if (declaration_key(other) == declaration_key(d))
            return invalid(f->error, SLICE("window"), slice_of(d->name),
                           "is declared twice in its session");
    return f->unsure || source_check_whole(&d->source, f->error);
}

/* Checks the window whose section ends here, if one does. False: stop. */
static bool file_end_window(const struct config_file *f)
{
    size_t at = 0, start = f->error->len;
    struct slice name, value;
    if (f->section != SECTION_WINDOW)
        return true;
    const struct declaration *d = &f->config->windows[f->config->window_count - 1];
    for (unsigned i = 0; !f->kind_unknown && source_next(&d->source, &at, &name, &value); i++) {
        file_put_place(f, i < OPTIONS_MAX ? option_lines[i] : f->section_line);
        if (!file_continue(f, source_check_option(&d->source, at, name, value, f->error), start))
            return false;
    }
    file_put_place(f, f->section_line);
    return file_continue(f, file_check_window(f, d), start);
}

static bool file_take_line(struct config_file *f, struct slice line)
{
    size_t start = f->error->len;
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    line = slice_trim(line);
    if (line.len > 0 && line.at[0] == '[' && !file_end_window(f))
        return false;
    file_put_place(f, ++f->line);
    return file_continue(f, file_read_line(f, line), start);
}

/* Handles the complete lines of `bytes` and, at the end of the file, what follows the last newline.
 * *rest gets the remainder. False: stop. */
static bool file_take_lines(struct config_file *f, struct slice bytes, bool end, struct slice *rest)
{
    struct slice line;
    for (*rest = bytes; slice_find(*rest, '\n') >= 0 || (end && rest->len > 0);) {
        *rest = slice_cut(*rest, '\n', &line);
        if (!file_take_line(f, line))
            return false;
    }
    return true;
}

static bool file_read_lines(struct config_file *f, int fd)
{
    uint8_t bytes[LIMIT_CONFIG_LINE];
    size_t used = 0, all = 0;
    ssize_t n = 1;
    while (n > 0) {
        struct slice rest;
        n = read(fd, bytes + used, sizeof bytes - used);
        if (n < 0)
            return file_failed(f, errno);
        used += (size_t)n;
        all += (size_t)n;
        if (!file_take_lines(f, slice_make(bytes, used), n == 0, &rest))
            return false;
        if (rest.len == sizeof bytes || all > LIMIT_CONFIG_BYTES)
            return file_failed(f, EFBIG);
        used = rest.len;
        memmove(bytes, rest.at, used);
    }
    return true;
}

bool config_read_file(struct config *c, const char *path, bool required, config_report *report,
                      struct text *error)
{
    struct config_file f = {.config = c, .path = path, .report = report, .error = error};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return (!required && errno == ENOENT) || file_failed(&f, errno);
    bool done = file_read_lines(&f, fd);
    close(fd);
    return done && file_end_window(&f);
}

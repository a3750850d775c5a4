/* Lines are read through one buffer; the file is never in memory as a whole. */
#include "config/file.h"

#include "base/errors.h"
#include "base/invalid.h"
#include "config/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum section { SECTION_NONE, SECTION_SERVER, SECTION_WINDOW, SECTION_INVALID };

struct config_file {
    struct config *config;
    const char *path;
    config_report *report;
    struct text *error;
    uint32_t line; /* number of the current line, from 1 */
    enum section section;
};

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
    if (!declaration_begin(&c->windows[c->window_count], name, f->line))
        return invalid(f->error, SLICE("window"), name,
                       "is not a name of 1 to 63 bytes without '/' and control characters");
    c->window_count++;
    return true;
}

/* Begins a section: "[server]" or "[window NAME]". */
static bool file_begin_section(struct config_file *f, struct slice line)
{
    struct slice inner, kind;
    bool closed =
        slice_cut(slice_from(line, 1), ']', &inner).len == 0 && line.at[line.len - 1] == ']';
    struct slice name = slice_trim(slice_cut(slice_trim(inner), ' ', &kind));
    f->section = SECTION_INVALID;
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

static bool file_read_key(const struct config_file *f, struct slice name, struct slice value)
{
    struct config *c = f->config;
    switch (f->section) {
    case SECTION_SERVER:
        return keys_set(c, name, value, f->error);
    case SECTION_WINDOW:
        return declaration_read(&c->windows[c->window_count - 1], name, value, f->error);
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
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    line = slice_trim(line);
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

static bool file_take_line(struct config_file *f, struct slice line)
{
    size_t start = f->error->len;
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

/* Checks a complete window, also against the windows before it. */
static bool file_check_window(const struct config_file *f, uint16_t number)
{
    const struct declaration *windows = f->config->windows, *d = &windows[number];
    for (uint16_t i = 0; i < number; i++)
        if (declaration_key(&windows[i]) == declaration_key(d))
            return invalid(f->error, SLICE("window"), slice_of(d->name),
                           "is declared twice in its session");
    return declaration_check(d, f->error);
}

static bool file_check_windows(const struct config_file *f)
{
    size_t start = f->error->len;
    for (uint16_t i = 0; i < f->config->window_count; i++) {
        file_put_place(f, f->config->windows[i].line);
        if (!file_continue(f, file_check_window(f, i), start))
            return false;
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
    return done && file_check_windows(&f);
}

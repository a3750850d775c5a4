/*
 * A line is built in the caller's struct and leaves in one write, so that lines of the two
 * processes never mix. What does not fit is cut; the newline always stands.
 */
#include "base/log.h"

#include "base/clock.h"
#include "base/errors.h"
#include "base/utf8.h"

#include <unistd.h>

static const char *process_name = "boundtty";
static enum log_level least_level = LOG_INFO;
static void (*second)(struct slice line);

void log_start(const char *process, enum log_level least)
{
    process_name = process;
    least_level = least;
}

void log_sink(void (*sink)(struct slice line))
{
    second = sink;
}

static bool needs_quotes(struct slice s)
{
    if (s.len == 0)
        return true;
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] <= ' ' || s.at[i] == '"' || s.at[i] == '=' || s.at[i] == '\\' ||
            s.at[i] >= 0x7F)
            return true;
    return false;
}

static void put_escaped(struct text *t, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.at[i];
        if (c == '"' || c == '\\') {
            text_char(t, '\\');
            text_char(t, (char)c);
        } else if (c == '\n') {
            text_str(t, "\\n");
        } else if (c < ' ' || c >= 0x7F) {
            text_str(t, "\\x");
            text_hex(t, c, 2);
        } else {
            text_char(t, (char)c);
        }
    }
}

void log_open(struct log_line *l, enum log_level level, const char *event)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    l->level = level;
    text_start(&l->text, l->storage, sizeof l->storage - 1);
    text_str(&l->text, "time=");
    text_time(&l->text, clock_unix());
    text_str(&l->text, " level=");
    text_str(&l->text, levels[level]);
    text_str(&l->text, " process=");
    text_str(&l->text, process_name);
    text_str(&l->text, " event=");
    text_str(&l->text, event);
}

void log_str(struct log_line *l, const char *name, struct slice value)
{
    text_char(&l->text, ' ');
    text_str(&l->text, name);
    text_char(&l->text, '=');
    if (!needs_quotes(value)) {
        text_add(&l->text, value);
        return;
    }
    text_char(&l->text, '"');
    put_escaped(&l->text, value);
    text_char(&l->text, '"');
}

void log_u64(struct log_line *l, const char *name, uint64_t value)
{
    text_char(&l->text, ' ');
    text_str(&l->text, name);
    text_char(&l->text, '=');
    text_u64(&l->text, value);
}

void log_errno(struct log_line *l, int error)
{
    log_str(l, "errno", slice_of(error_name(error)));
}

void log_close(struct log_line *l)
{
    if (l->level < least_level)
        return;
    l->storage[l->text.len] = '\n';
    struct slice line = {(const uint8_t *)l->storage, l->text.len + 1};
    if (second)
        second(line);
    ssize_t written = write(2, line.at, line.len);
    (void)written;
}

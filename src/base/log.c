/*
 * Writes log lines. A line is built in the caller's struct and written in one write, which keeps
 * lines of the two processes apart. A value that does not fit is truncated between two characters,
 * later fields are left out whole, and cut=true marks the line: every line can be parsed.
 */
#include "base/log.h"

#include "base/clock.h"
#include "base/errors.h"
#include "base/utf8.h"

#include <unistd.h>

/* The end of a truncated line. */
#define CUT " cut=true"
/* Bytes that no field may use: room for CUT and a newline. */
#define TAIL (sizeof CUT - 1 + 1)
/* Space, equals sign and the longest number (or two quotes): a field that has less room is left out
 * whole. */
#define LEAST_FIELD (2 + 20)

static const char *process_name = "boundtty";
static enum log_level least_level = LOG_INFO;
static void (*second)(struct slice line);
static log_encoder *encode;
static bool to_stderr = true;

/* Counts, each for one key; keys are compared by address. */
#define LIMITED_KEYS 16
#define LINES_A_MINUTE 10
static struct limited {
    const char *key;
    uint64_t since_ms;
    uint32_t lines, held_back;
} limited[LIMITED_KEYS];

void log_init(const char *process, enum log_level least)
{
    process_name = process;
    least_level = least;
}

void log_sink(void (*sink)(struct slice line))
{
    second = sink;
}

void log_encode(log_encoder *encoder)
{
    encode = encoder;
}

void log_stderr(bool on)
{
    to_stderr = on;
}

/* Text that looks like a number is quoted, too, so that a parser sees text. */
static bool log_needs_quotes(struct slice s)
{
    bool number = true;
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] <= ' ' || s.at[i] == '"' || s.at[i] == '=' || s.at[i] == '\\' ||
            s.at[i] >= 0x7F)
            return true;
        else
            number &= s.at[i] >= '0' && s.at[i] <= '9';
    return number;
}

/* The number of bytes at the start of s that must not be split: a well-formed character other than
 * a C1 control, else 1. */
static size_t log_unit(struct slice s)
{
    struct utf8 u = {0};
    enum utf8_step step = UTF8_MORE;
    size_t n = 0;
    while (n < s.len && step == UTF8_MORE)
        step = utf8_feed(&u, s.at[n++]);
    return step == UTF8_POINT && u.point >= 0xA0 ? n : 1;
}

/* Appends one unit of a quoted value, or nothing if the whole of it does not fit. */
static void log_put_unit(struct text *t, struct slice unit)
{
    uint8_t c = unit.at[0];
    TEXT(made, 4);
    if (c == '\n') {
        text_str(&made, "\\n");
    } else if (unit.len == 1 && (c < ' ' || c >= 0x7F)) {
        text_str(&made, "\\x");
        text_hex(&made, c, 2);
    } else {
        if (c == '"' || c == '\\')
            text_char(&made, '\\');
        text_add(&made, unit);
    }
    if (t->size - t->len < made.len)
        t->cut = true;
    else
        text_add(t, text_slice(&made));
}

static void log_put_quoted(struct text *t, struct slice s)
{
    struct text value = *t;
    value.size--; /* room for the closing quote */
    text_char(&value, '"');
    while (s.len > 0 && !value.cut) {
        size_t n = log_unit(s);
        log_put_unit(&value, slice_part(s, 0, n));
        s = slice_from(s, n);
    }
    t->len = value.len;
    t->cut = value.cut;
    text_char(t, '"');
}

void log_open(struct log_line *l, enum log_level level, const char *event)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    l->level = level;
    text_init(&l->text, l->storage, sizeof l->storage - TAIL);
    text_str(&l->text, "time=");
    text_time(&l->text, clock_unix());
    text_str(&l->text, " level=");
    text_str(&l->text, levels[level]);
    text_str(&l->text, " process=");
    text_str(&l->text, process_name);
    text_str(&l->text, " event=");
    text_str(&l->text, event);
}

/* Returns the key's count; keys that find no free place share the last one. */
static struct limited *log_limited(const char *key)
{
    for (size_t i = 0; i < LIMITED_KEYS; i++) {
        if (!limited[i].key)
            limited[i].key = key;
        if (limited[i].key == key)
            return &limited[i];
    }
    return &limited[LIMITED_KEYS - 1];
}

bool log_open_limited(struct log_line *l, enum log_level level, const char *event, const char *key)
{
    struct limited *c = log_limited(key);
    uint64_t now = clock_ms();
    if (c->lines == 0 || now - c->since_ms >= 60000) {
        c->since_ms = now;
        c->lines = 0;
    }
    if (c->lines == LINES_A_MINUTE) {
        c->held_back++;
        return false;
    }
    c->lines++;
    log_open(l, level, event);
    if (c->held_back > 0)
        log_u64(l, "held_back", c->held_back);
    c->held_back = 0;
    return true;
}

/* Begins a field. False if it does not fit, or an earlier field did not. */
static bool log_put_name(struct text *t, const char *name)
{
    struct slice word = slice_of(name);
    if (t->cut || t->size - t->len < word.len + LEAST_FIELD) {
        t->cut = true;
        return false;
    }
    text_char(t, ' ');
    text_add(t, word);
    text_char(t, '=');
    return true;
}

void log_str(struct log_line *l, const char *name, struct slice value)
{
    if (!log_put_name(&l->text, name))
        return;
    if (log_needs_quotes(value))
        log_put_quoted(&l->text, value);
    else
        text_add(&l->text, value);
}

void log_u64(struct log_line *l, const char *name, uint64_t value)
{
    if (log_put_name(&l->text, name))
        text_u64(&l->text, value);
}

void log_errno(struct log_line *l, int error)
{
    log_str(l, "errno", slice_of(error_name(error)));
}

static void log_write(struct slice line)
{
    TEXT(encoded, 2 * sizeof((struct log_line *)0)->storage);
    if (encode) {
        encoded.size--; /* room for the newline */
        encode(slice_part(line, 0, line.len - 1), &encoded);
        encoded.size++;
        text_char(&encoded, '\n');
        line = text_slice(&encoded);
    }
    ssize_t written = write(2, line.at, line.len);
    (void)written;
}

void log_last(struct log_line *l)
{
    bool cut = l->text.cut;
    l->text.size = sizeof l->storage;
    text_str(&l->text, cut ? CUT "\n" : "\n");
    if (second)
        second(text_slice(&l->text));
}

void log_close(struct log_line *l)
{
    if (l->level < least_level)
        return;
    log_last(l);
    if (to_stderr)
        log_write(text_slice(&l->text));
}

void log_limit(const char *limit, struct slice address)
{
    struct log_line l;
    if (!log_open_limited(&l, LOG_WARNING, "limit-hit", limit))
        return;
    log_str(&l, "limit", slice_of(limit));
    if (address.len > 0)
        log_str(&l, "address", address);
    log_close(&l);
}

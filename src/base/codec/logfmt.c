/* Parses logfmt. Values are bare, or in double quotes with the escapes \" \\ \n and \xHH; the last
 * is for control bytes and malformed UTF-8. */
#include "base/codec/logfmt.h"

#include "base/codec/json.h"

#include <string.h>

#define VALUE_MAX 512

/* Returns the length of a quoted value, both quotes included; 0 if the closing quote is missing. */
static size_t logfmt_quoted(struct slice s)
{
    for (size_t i = 1; i < s.len; i++) {
        if (s.at[i] == '\\')
            i++;
        else if (s.at[i] == '"')
            return i + 1;
    }
    return 0;
}

bool logfmt_next(struct slice *line, struct slice *name, struct slice *value)
{
    while (line->len > 0 && line->at[0] == ' ')
        *line = slice_from(*line, 1);
    ptrdiff_t equals = slice_find(*line, '=');
    if (equals <= 0)
        return false;
    *name = slice_part(*line, 0, (size_t)equals);
    struct slice rest = slice_from(*line, (size_t)equals + 1);
    size_t len;
    if (rest.len > 0 && rest.at[0] == '"') {
        len = logfmt_quoted(rest);
        if (len == 0)
            return false;
    } else {
        ptrdiff_t space = slice_find(rest, ' ');
        len = space < 0 ? rest.len : (size_t)space;
    }
    *value = slice_part(rest, 0, len);
    *line = slice_from(rest, len);
    return true;
}

struct slice logfmt_value(struct slice line, const char *name)
{
    struct slice n, v;
    while (logfmt_next(&line, &n, &v))
        if (slice_equal(n, slice_of(name)))
            return v;
    return (struct slice){0};
}

static unsigned logfmt_hex(uint8_t c)
{
    return c <= '9' ? c - (unsigned)'0' : ((c | 0x20u) - 'a' + 10u) & 0xF;
}

void logfmt_plain(struct slice value, struct text *to)
{
    if (value.len < 2 || value.at[0] != '"') {
        text_add(to, value);
        return;
    }
    for (size_t i = 1; i + 1 < value.len; i++) {
        uint8_t c = value.at[i];
        if (c != '\\') {
            text_char(to, (char)c);
            continue;
        }
        c = value.at[++i];
        if (c == 'x' && i + 3 < value.len) {
            text_char(to, (char)(logfmt_hex(value.at[i + 1]) << 4 | logfmt_hex(value.at[i + 2])));
            i += 2;
        } else {
            text_char(to, c == 'n' ? '\n' : (char)c);
        }
    }
}

void logfmt_json(struct slice line, struct text *to)
{
    struct slice name, value;
    bool first = true;
    text_char(to, '{');
    while (logfmt_next(&line, &name, &value)) {
        char storage[VALUE_MAX];
        struct text plain;
        uint64_t number;
        text_init(&plain, storage, sizeof storage);
        logfmt_plain(value, &plain);
        if (!first)
            text_char(to, ',');
        first = false;
        json_put_string(to, name);
        text_char(to, ':');
        if (slice_u64(value, &number))
            text_u64(to, number);
        else
            json_put_string(to, text_slice(&plain));
    }
    text_char(to, '}');
}

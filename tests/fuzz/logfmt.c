/*
 * Any bytes as a line of the log, and as a value in one. Pairs lie within the line and advance; the same line as JSON
 * is JSON; and a value that is logged is read back as it was, unless the line says that it was cut.
 */
#include "base/codec/logfmt.h"
#include "base/bug.h"
#include "base/codec/json.h"
#include "base/log.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct slice logged;

static void take_line(struct slice line)
{
    logged = line;
}

static void check_line(struct slice line)
{
    static char storage[8 * 8192];
    struct slice rest = line, name, value;
    struct text json;
    size_t left = line.len + 1;
    while (logfmt_next(&rest, &name, &value)) {
        BUG_UNLESS(name.len > 0 && name.at >= line.at && name.at + name.len < line.at + line.len);
        BUG_UNLESS(value.len == 0 ||
                   (value.at > name.at + name.len && value.at + value.len <= line.at + line.len));
        BUG_UNLESS(rest.len < left);
        left = rest.len;
    }
    text_init(&json, storage, sizeof storage);
    logfmt_json(line, &json);
    BUG_UNLESS(json.cut || json_read(text_slice(&json)).type == JSON_OBJECT);
}

static void check_value(struct slice value)
{
    static bool started;
    struct log_line l;
    TEXT(plain, LOG_LINE_BYTES);
    if (!started) {
        log_stderr(false);
        log_sink(take_line);
        started = true;
    }
    log_open(&l, LOG_INFO, "fuzz");
    log_str(&l, "value", value);
    log_u64(&l, "after", 7);
    log_close(&l);
    BUG_UNLESS(logged.len > 0 && logged.len <= LOG_LINE_BYTES + 1);
    struct slice line = slice_part(logged, 0, logged.len - 1);
    BUG_UNLESS(slice_find(line, '\n') < 0);
    check_line(line);
    if (logfmt_value(line, "cut").len > 0)
        return;
    logfmt_plain(logfmt_value(line, "value"), &plain);
    BUG_UNLESS(slice_equal(text_slice(&plain), value));
    BUG_UNLESS(slice_equal(logfmt_value(line, "after"), SLICE("7")));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    check_line(slice_make(bytes, size));
    check_value(slice_make(bytes, size));
    return 0;
}

/* A line of the log is parsed, and converted to JSON. */
#include "base/codec/logfmt.h"
#include "base/log.h"
#include "check.h"

static char last[1024];
static size_t last_len;
static void catch_line(struct slice line)
{
    last_len = line.len - 1;
    memcpy(last, line.at, last_len);
}

static struct slice json_of(struct slice line)
{
    static char storage[2048];
    static struct text t;
    text_init(&t, storage, sizeof storage);
    logfmt_json(line, &t);
    return text_slice(&t);
}

static void test_pairs(void)
{
    struct slice line = SLICE("a=1 b=\"two \\\"words\\\"\" c= d=x"), name, value;
    CHECK(logfmt_next(&line, &name, &value) && slice_equal(name, SLICE("a")));
    CHECK(slice_equal(value, SLICE("1")));
    CHECK(logfmt_next(&line, &name, &value) && slice_equal(value, SLICE("\"two \\\"words\\\"\"")));
    CHECK(logfmt_next(&line, &name, &value) && value.len == 0);
    CHECK(logfmt_next(&line, &name, &value) && slice_equal(value, SLICE("x")));
    CHECK(!logfmt_next(&line, &name, &value));
    CHECK(slice_equal(logfmt_value(SLICE("a=1 event=x y=2"), "event"), SLICE("x")));
    CHECK(logfmt_value(SLICE("a=1"), "event").len == 0);
}

static void test_odd_lines_end(void)
{
    static const char *const odd[] = {"", "nothing", "=x", "a=\"open", "a=\"x\\"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct slice line = slice_of(odd[i]), name, value;
        CHECK(!logfmt_next(&line, &name, &value));
    }
}

static void test_what_is_logged_is_read_back(void)
{
    struct log_line l;
    log_sink(catch_line);
    log_stderr(false);
    log_open(&l, LOG_WARNING, "tried");
    log_str(&l, "name", SLICE("a \"b\"\n\x1b[31m\xff \xc3\xa9"));
    log_u64(&l, "count", 17);
    log_close(&l);
    struct slice line = {(const uint8_t *)last, last_len};
    char storage[128];
    struct text plain;
    text_init(&plain, storage, sizeof storage);
    logfmt_plain(logfmt_value(line, "name"), &plain);
    struct slice was = SLICE("a \"b\"\n\x1b[31m\xff \xc3\xa9");
    CHECK_BYTES(was.at, was.len, plain.at, plain.len);
    CHECK(slice_ends(json_of(line), SLICE("\"count\":17}")));
}

static void test_json(void)
{
    struct slice json = json_of(SLICE("level=info n=5 s=\"x \\x1b y\" empty=\"\""));
    struct slice want = SLICE("{\"level\":\"info\",\"n\":5,\"s\":\"x \\u001b y\",\"empty\":\"\"}");
    CHECK_BYTES(want.at, want.len, json.at, json.len);
}

static void test_floods_are_held_back(void)
{
    struct log_line l;
    int let = 0;
    for (int i = 0; i < 50; i++)
        let += log_open_limited(&l, LOG_WARNING, "flood", "flood");
    CHECK_U64(10, let);
    CHECK(log_open_limited(&l, LOG_WARNING, "another", "another"));
}

int main(void)
{
    STORY("pairs are taken off a line one by one")
    test_pairs();
    STORY("a malformed line ends the parsing")
    test_odd_lines_end();
    STORY("every line that was logged is read back unchanged")
    test_what_is_logged_is_read_back();
    STORY("a line is converted to JSON")
    test_json();
    STORY("floods of one event are held back")
    test_floods_are_held_back();
    return check_end();
}

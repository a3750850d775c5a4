/*
 * Any bytes as JSON. Where the reader takes them, it is checked against itself: every value's text
 * is JSON again and of the same type, every string yields valid UTF-8, is the same in pieces and at
 * once, and comes back from the writer unchanged.
 *
 *   clang -std=c11 -D_POSIX_C_SOURCE=200809L -g -O1 -iquote src -fsanitize=fuzzer,address,undefined \
 *       -fno-sanitize-recover=all -o build/fuzz-json tests/fuzz/json.c src/base/[a-z]*.c
 */
#include "base/codec/json.h"
#include "base/bug.h"
#include "base/utf8.h"

#include <string.h>

#define MOST 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Writes a string and reads it again. */
static void check_written(const char *value, size_t len)
{
    static char text[6 * MOST + 2], again[MOST + 1];
    size_t again_len;
    struct text t;
    text_init(&t, text, sizeof text);
    json_put_string(&t, (struct slice){(const uint8_t *)value, len});
    BUG_UNLESS(!t.cut);
    BUG_UNLESS(json_string(json_read(text_slice(&t)), again, sizeof again, &again_len));
    BUG_UNLESS(again_len == len && memcmp(value, again, len) == 0);
}

static void check_string(struct json value)
{
    static char whole[MOST + 1], pieces[MOST + 1];
    size_t len, at = 0, cursor = 0, n;
    uint8_t out[4];
    bool has_nul = false;
    while ((n = json_string_next(value, &cursor, out)) > 0) {
        BUG_UNLESS(utf8_valid((struct slice){out, n}) && at + n <= MOST);
        has_nul = has_nul || out[0] == 0;
        memcpy(pieces + at, out, n);
        at += n;
    }
    BUG_UNLESS(cursor + 2 == value.raw.len);
    BUG_UNLESS(json_string(value, whole, sizeof whole, &len) == !has_nul);
    if (has_nul)
        return;
    BUG_UNLESS(len == at && memcmp(whole, pieces, len) == 0);
    BUG_UNLESS(utf8_valid((struct slice){(const uint8_t *)whole, len}));
    if (len > 0)
        BUG_UNLESS(!json_string(value, pieces, len, &at));
    check_written(whole, len);
}

static void check_scalar(struct json value)
{
    uint64_t number = 0;
    bool truth = false;
    struct text t;
    char digits[20];
    if (value.type == JSON_STRING)
        check_string(value);
    BUG_UNLESS(json_bool(value, &truth) == (value.type == JSON_BOOL));
    if (json_u64(value, UINT64_MAX, &number)) {
        text_init(&t, digits, sizeof digits);
        text_u64(&t, number);
        BUG_UNLESS(slice_equal(text_slice(&t), value.raw));
        BUG_UNLESS(number == 0 || !json_u64(value, number - 1, &number));
    }
}

static void check_value(struct json value)
{
    struct json again = json_read(value.raw);
    BUG_UNLESS(again.type == value.type && slice_equal(again.raw, value.raw));
    check_scalar(value);
}

/* An array's elements, and of those which are arrays again the first, level by level. */
static void check_elements(struct json value)
{
    for (unsigned level = 0; level <= JSON_DEPTH && value.type == JSON_ARRAY; level++) {
        struct json element, inner = {0};
        size_t cursor = 0;
        while (json_next(value, &cursor, &element)) {
            check_value(element);
            if (inner.type == JSON_BAD && element.type == JSON_ARRAY)
                inner = element;
        }
        value = inner;
    }
}

static void check_members(struct json value)
{
    static const char *const names[] = {"", "a", "columns", "AuthToken", "\xC3\xA9"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct json member = json_member(value, names[i]);
        if (member.type != JSON_BAD) {
            check_value(member);
            check_elements(member);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > MOST)
        return 0;
    struct json value = json_read((struct slice){bytes, size});
    if (value.type == JSON_BAD)
        return 0;
    BUG_UNLESS(utf8_valid((struct slice){bytes, size}));
    check_value(value);
    check_elements(value);
    check_members(value);
    return 0;
}

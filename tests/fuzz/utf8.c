/*
 * Any bytes as UTF-8: the decoder fed byte by byte against a second one, written down from the
 * ranges of RFC 3629 section 4, that looks at the whole; and the checker against both, cut
 * anywhere.
 *
 *   clang -std=c11 -D_POSIX_C_SOURCE=200809L -g -O1 -iquote src -fsanitize=fuzzer,address,undefined \
 *       -fno-sanitize-recover=all -o build/fuzz-utf8 tests/fuzz/utf8.c src/base/[a-z]*.c
 */
#include "base/utf8.h"
#include "base/bug.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* RFC 3629 section 4: first and second byte's ranges, and the length. */
static const struct {
    uint8_t first_low, first_high, second_low, second_high, len;
} forms[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

/* How many bytes the next point or the next malformed part has; *whole: it is a point. */
static size_t part_len(struct slice s, bool *whole)
{
    *whole = false;
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        if (s.at[0] < forms[f].first_low || s.at[0] > forms[f].first_high)
            continue;
        size_t n = 1;
        if (n < forms[f].len && n < s.len && s.at[1] >= forms[f].second_low &&
            s.at[1] <= forms[f].second_high)
            n++;
        while (n >= 2 && n < forms[f].len && n < s.len && s.at[n] >= 0x80 && s.at[n] <= 0xBF)
            n++;
        *whole = n == forms[f].len;
        return n;
    }
    return 1;
}

/* Feeds one part, which must end exactly where the second decoder says. */
static void check_part(struct utf8 *u, struct slice part, bool whole, bool last)
{
    enum utf8_step step = UTF8_MORE;
    for (size_t i = 0; i < part.len; i++) {
        BUG_UNLESS(step == UTF8_MORE);
        step = utf8_feed(u, part.at[i]);
    }
    if (whole) {
        uint8_t out[4];
        BUG_UNLESS(step == UTF8_POINT && u->need == 0);
        BUG_UNLESS(slice_equal(part, (struct slice){out, utf8_put(u->point, out)}));
    } else if (step == UTF8_MORE) {
        BUG_UNLESS(u->need > 0);
        BUG_UNLESS(last || utf8_feed(u, part.at[part.len]) == UTF8_BROKEN);
    } else {
        BUG_UNLESS(step == UTF8_BAD && u->need == 0 && part.len == 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice all = {bytes, size}, rest = all;
    struct utf8 u = {0};
    bool valid = true;
    while (rest.len > 0) {
        bool whole;
        size_t n = part_len(rest, &whole);
        valid = valid && whole;
        check_part(&u, slice_part(rest, 0, n), whole, n == rest.len);
        rest = slice_from(rest, n);
    }
    BUG_UNLESS(utf8_valid(all) == valid);
    size_t cut = size > 0 ? bytes[0] % size : 0;
    u = (struct utf8){0};
    bool checked = utf8_check(&u, slice_part(all, 0, cut)) && utf8_check(&u, slice_from(all, cut));
    BUG_UNLESS((checked && u.need == 0) == valid);
    return 0;
}

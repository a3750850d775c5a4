/* Compares and cuts slices; no function reads past len. */
#include "base/slice.h"

#include <string.h>

struct slice slice_of(const char *text)
{
    return slice_make(text, strlen(text));
}

struct slice slice_from(struct slice s, size_t start)
{
    if (start >= s.len)
        return (struct slice){s.at, 0};
    return (struct slice){s.at + start, s.len - start};
}

struct slice slice_part(struct slice s, size_t start, size_t len)
{
    s = slice_from(s, start);
    if (s.len > len)
        s.len = len;
    return s;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && is_blank(s.at[0]))
        s = slice_from(s, 1);
    while (s.len > 0 && is_blank(s.at[s.len - 1]))
        s.len--;
    return s;
}

bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static uint8_t to_lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

bool slice_equal_nocase(struct slice a, struct slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (to_lower(a.at[i]) != to_lower(b.at[i]))
            return false;
    return true;
}

bool slice_starts(struct slice s, struct slice prefix)
{
    return slice_equal(slice_part(s, 0, prefix.len), prefix);
}

bool slice_ends(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len && slice_equal(slice_from(s, s.len - suffix.len), suffix);
}

ptrdiff_t slice_find(struct slice s, uint8_t byte)
{
    const uint8_t *found = s.len > 0 ? memchr(s.at, byte, s.len) : NULL;
    return found ? found - s.at : -1;
}

struct slice slice_cut(struct slice s, uint8_t byte, struct slice *head)
{
    ptrdiff_t at = slice_find(s, byte);
    *head = at < 0 ? s : slice_part(s, 0, (size_t)at);
    return slice_from(s, at < 0 ? s.len : (size_t)at + 1);
}

bool slice_u64(struct slice s, uint64_t *value)
{
    uint64_t v = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(s.at[i] - '0');
        if (v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *value = v;
    return true;
}

static int digit_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool slice_thousandths(struct slice s, uint64_t *value)
{
    struct slice whole, part = slice_cut(s, '.', &whole);
    uint64_t number, digits = 0, unit = 1000;
    bool point = whole.len < s.len;
    if (!slice_u64(whole, &number) || number > UINT64_MAX / 2000 || (point && part.len == 0) ||
        part.len > 3 || (part.len > 0 && !slice_u64(part, &digits)))
        return false;
    for (size_t i = 0; i < part.len; i++)
        unit /= 10;
    *value = number * 1000 + digits * unit;
    return true;
}

bool slice_hex(struct slice s, uint64_t *value)
{
    uint64_t v = 0;
    if (s.len == 0 || s.len > 16)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int digit = digit_value(s.at[i]);
        if (digit < 0)
            return false;
        v = v << 4 | (uint64_t)digit;
    }
    *value = v;
    return true;
}

bool slice_copy(struct slice s, char *to, size_t size)
{
    bool fits = s.len < size && slice_find(s, 0) < 0;
    if (size > 0)
        to[0] = '\0';
    if (!fits)
        return false;
    if (s.len > 0)
        memcpy(to, s.at, s.len);
    to[s.len] = '\0';
    return true;
}

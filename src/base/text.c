/*
 * Writes text, numbers and dates without printf(). Numbers are written from their last digit into a
 * small buffer; values that fit 32 bits are divided in 32 bits, since small boards have no 64-bit
 * division. Dates are computed by Howard Hinnant's days-to-civil algorithm, which needs no tables
 * and no locale.
 */
#include "base/text.h"

#include <string.h>

void text_init(struct text *t, char *storage, size_t size)
{
    *t = (struct text){.at = storage, .size = size};
}

void text_char(struct text *t, char c)
{
    if (t->len < t->size)
        t->at[t->len++] = c;
    else
        t->cut = true;
}

void text_add(struct text *t, struct slice s)
{
    size_t room = t->size - t->len;
    if (s.len > room) {
        s.len = room;
        t->cut = true;
    }
    if (s.len > 0)
        memcpy(t->at + t->len, s.at, s.len);
    t->len += s.len;
}

void text_str(struct text *t, const char *s)
{
    text_add(t, slice_of(s));
}

/* Appends `count` digits, zero-filled to `digits` in all. */
static void text_digits(struct text *t, const uint8_t *first, size_t count, unsigned digits)
{
    for (size_t i = count; i < digits; i++)
        text_char(t, '0');
    text_add(t, (struct slice){first, count});
}

void text_pad(struct text *t, uint64_t v, unsigned digits)
{
    uint8_t reversed[20];
    size_t at = sizeof reversed;
    for (; v > UINT32_MAX; v /= 10)
        reversed[--at] = (uint8_t)('0' + v % 10);
    uint32_t small = (uint32_t)v;
    do {
        reversed[--at] = (uint8_t)('0' + small % 10);
        small /= 10;
    } while (small > 0);
    text_digits(t, reversed + at, sizeof reversed - at, digits);
}

void text_u64(struct text *t, uint64_t v)
{
    text_pad(t, v, 1);
}

void text_i64(struct text *t, int64_t v)
{
    if (v < 0)
        text_char(t, '-');
    text_u64(t, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void text_hex(struct text *t, uint64_t v, unsigned digits)
{
    uint8_t reversed[16];
    size_t at = sizeof reversed;
    do {
        unsigned digit = (unsigned)(v & 15);
        reversed[--at] = (uint8_t)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        v >>= 4;
    } while (v > 0);
    text_digits(t, reversed + at, sizeof reversed - at, digits);
}

/* The range of years with four digits, in seconds since 1970. */
#define YEAR_0 (-62167219200)
#define YEAR_9999_END 253402300799

struct civil {
    int64_t year;
    unsigned month, day; /* counted from 1 */
    unsigned hour, minute, second;
    unsigned weekday; /* Sunday is 0 */
};

static struct civil civil_of(int64_t unix_seconds)
{
    if (unix_seconds < YEAR_0)
        unix_seconds = YEAR_0;
    if (unix_seconds > YEAR_9999_END)
        unix_seconds = YEAR_9999_END;
    int64_t days = unix_seconds / 86400, rest = unix_seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    struct civil c;
    c.day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    c.month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    c.year = yoe + era * 400 + (c.month <= 2);
    c.hour = (unsigned)(rest / 3600);
    c.minute = (unsigned)(rest / 60 % 60);
    c.second = (unsigned)(rest % 60);
    c.weekday = (unsigned)(((days % 7) + 7 + 4) % 7);
    return c;
}

static void text_clock(struct text *t, const struct civil *c)
{
    text_pad(t, c->hour, 2);
    text_char(t, ':');
    text_pad(t, c->minute, 2);
    text_char(t, ':');
    text_pad(t, c->second, 2);
}

void text_time(struct text *t, int64_t unix_seconds)
{
    struct civil c = civil_of(unix_seconds);
    text_pad(t, (uint64_t)c.year, 4);
    text_char(t, '-');
    text_pad(t, c.month, 2);
    text_char(t, '-');
    text_pad(t, c.day, 2);
    text_char(t, 'T');
    text_clock(t, &c);
    text_char(t, 'Z');
}

void text_http_date(struct text *t, int64_t unix_seconds)
{
    struct civil c = civil_of(unix_seconds);
    text_add(t, slice_part(SLICE("SunMonTueWedThuFriSat"), c.weekday * 3, 3));
    text_str(t, ", ");
    text_pad(t, c.day, 2);
    text_char(t, ' ');
    text_add(t, slice_part(SLICE("JanFebMarAprMayJunJulAugSepOctNovDec"), (c.month - 1) * 3, 3));
    text_char(t, ' ');
    text_pad(t, (uint64_t)c.year, 4);
    text_char(t, ' ');
    text_clock(t, &c);
    text_str(t, " GMT");
}

struct slice text_slice(const struct text *t)
{
    return slice_make(t->at, t->len);
}

const char *text_end(struct text *t)
{
    if (t->size == 0)
        return "";
    if (t->len == t->size) {
        t->len--;
        t->cut = true;
    }
    t->at[t->len] = '\0';
    return t->at;
}

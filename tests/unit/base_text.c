/* Text in fixed storage: numbers, dates, and truncation. */
#include "base/text.h"

#include "check.h"

static char storage[128];
static struct text t;

static void start(void)
{
    text_init(&t, storage, sizeof storage);
}

static void numbers(void)
{
    STORY("unsigned integers are written from the least to the greatest")
    {
        static const struct {
            uint64_t value;
            const char *text;
        } cases[] = {{0, "0"},
                     {9, "9"},
                     {10, "10"},
                     {4294967295u, "4294967295"},
                     {4294967296u, "4294967296"},
                     {42949672960u, "42949672960"},
                     {10000000000000000000u, "10000000000000000000"},
                     {UINT64_MAX, "18446744073709551615"}};
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            start();
            text_u64(&t, cases[i].value);
            CHECK_STR(cases[i].text, text_end(&t));
        }
    }
    STORY("signed integers are written, the least included")
    {
        start();
        text_i64(&t, INT64_MIN);
        text_char(&t, ' ');
        text_i64(&t, -1);
        text_char(&t, ' ');
        text_i64(&t, INT64_MAX);
        CHECK_STR("-9223372036854775808 -1 9223372036854775807", text_end(&t));
    }
    STORY("numbers are filled with zeros and never shortened")
    {
        start();
        text_hex(&t, 0xab, 4);
        text_char(&t, ' ');
        text_hex(&t, 0x12345, 2);
        text_char(&t, ' ');
        text_hex(&t, UINT64_MAX, 0);
        text_char(&t, ' ');
        text_pad(&t, 7, 3);
        text_char(&t, ' ');
        text_pad(&t, 1234, 3);
        text_char(&t, ' ');
        text_pad(&t, 5, 24);
        CHECK_STR("00ab 12345 ffffffffffffffff 007 1234 000000000000000000000005", text_end(&t));
    }
}

static void dates(void)
{
    static const struct {
        int64_t seconds;
        const char *time, *http;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"},
        /* RFC 9110 section 5.6.7 */
        {784111777, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"},
        /* 2000 was a leap year, 2100 will not be one */
        {951782400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"},
        {951868800, "2000-03-01T00:00:00Z", "Wed, 01 Mar 2000 00:00:00 GMT"},
        {1709251199, "2024-02-29T23:59:59Z", "Thu, 29 Feb 2024 23:59:59 GMT"},
        {1795222923, "2026-11-21T01:02:03Z", "Sat, 21 Nov 2026 01:02:03 GMT"},
        {2147483648, "2038-01-19T03:14:08Z", "Tue, 19 Jan 2038 03:14:08 GMT"},
        {4107542399, "2100-02-28T23:59:59Z", "Sun, 28 Feb 2100 23:59:59 GMT"},
        {4107542400, "2100-03-01T00:00:00Z", "Mon, 01 Mar 2100 00:00:00 GMT"},
        {INT64_MAX, "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"},
        {INT64_MIN, "0000-01-01T00:00:00Z", "Sat, 01 Jan 0000 00:00:00 GMT"},
    };
    STORY("dates are right over leap years, before 1970, after 2038, and at both ends of the range")
    {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            start();
            text_time(&t, cases[i].seconds);
            CHECK_STR(cases[i].time, text_end(&t));
            start();
            text_http_date(&t, cases[i].seconds);
            CHECK_STR(cases[i].http, text_end(&t));
        }
    }
}

static void edge(void)
{
    STORY("text that does not fit is marked as cut")
    {
        char small[5];
        text_init(&t, small, sizeof small);
        text_str(&t, "abc");
        CHECK(!t.cut);
        text_str(&t, "defg");
        CHECK(t.cut);
        CHECK_U64(5, t.len);
        text_char(&t, 'x');
        CHECK_BYTES("abcde", 5, (const char *)text_slice(&t).at, text_slice(&t).len);
        CHECK_STR("abcd", text_end(&t));
    }
    STORY("text that fits to the last byte is cut only when the NUL needs room")
    {
        char small[3];
        text_init(&t, small, sizeof small);
        text_u64(&t, 123);
        CHECK(!t.cut);
        CHECK_STR("12", text_end(&t));
        CHECK(t.cut);
    }
    STORY("a text without storage is cut at once")
    {
        text_init(&t, NULL, 0);
        text_add(&t, SLICE(""));
        CHECK(!t.cut);
        text_char(&t, 'x');
        CHECK(t.cut);
        CHECK_STR("", text_end(&t));
    }
    STORY("a NUL is a byte like any other until the text is ended")
    {
        start();
        text_add(&t, SLICE("a\0b"));
        CHECK_BYTES("a\0b", 3, (const char *)text_slice(&t).at, text_slice(&t).len);
    }
}

int main(void)
{
    numbers();
    dates();
    edge();
    return check_end();
}

/* Floods are held back, by the story's own clock; and lines as standard error receives them. */
#include "base/clock.h"
#include "base/codec/logfmt.h"
#include "base/log.h"
#include "check.h"

#include <unistd.h>

static uint64_t now_ms = 5000000;
uint64_t clock_ms(void)
{
    return now_ms;
}
uint64_t clock_us(void)
{
    return now_ms * 1000;
}
int64_t clock_unix(void)
{
    return 0;
}

static char last[600];
static unsigned heard;
static void hear(struct slice line)
{
    memcpy(last, line.at, line.len);
    last[line.len] = '\0';
    heard++;
}

/* Returns how many of `lines` lines of this key are written. */
static unsigned flood(const char *key, unsigned lines)
{
    struct log_line l;
    heard = 0;
    for (unsigned i = 0; i < lines; i++)
        if (log_open_limited(&l, LOG_INFO, "e", key))
            log_close(&l);
    return heard;
}

static void floods(void)
{
    static const char key[] = "key", other[] = "other";
    STORY("ten lines a minute of one key are written, whatever other keys do")
    {
        CHECK_U64(10, flood(key, 1000));
        CHECK_U64(3, flood(other, 3));
        now_ms += 59999;
        CHECK_U64(0, flood(key, 5));
    }
    STORY("the next line that is written reports once how many were held back")
    {
        now_ms += 1;
        CHECK_U64(1, flood(key, 1));
        CHECK(strstr(last, " event=e held_back=995\n") != NULL);
        CHECK_U64(9, flood(key, 20));
        CHECK(strstr(last, "held_back") == NULL);
    }
    STORY("quiet time is not saved up: ten a minute even after an hour")
    {
        now_ms += 3600000;
        CHECK_U64(10, flood(key, 100));
    }
    STORY("keys beyond the table's size share one place")
    {
        static const char keys[40][4];
        for (unsigned i = 0; i < 40; i++)
            (void)flood(keys[i], 1);
        CHECK_U64(0, flood(keys[39], 1));
        CHECK_U64(1, flood(keys[0], 1));
    }
}

static void limits(void)
{
    STORY("a limit that was hit is logged with its name and the peer's address")
    {
        log_limit("windows", SLICE("192.0.2.7"));
        CHECK(strstr(last, " level=warning process=server event=limit-hit limit=windows "
                           "address=192.0.2.7\n") != NULL);
    }
}

/* Writes one line and collects it from standard error. */
static void on_stderr(char *to, size_t size)
{
    int ends[2], old = dup(2);
    struct log_line l;
    CHECK(old >= 0 && pipe(ends) == 0 && dup2(ends[1], 2) == 2);
    log_open(&l, LOG_INFO, "e");
    log_str(&l, "text", SLICE("1 \"2\"\n\033"));
    log_str(&l, "digits", SLICE("007"));
    log_u64(&l, "n", 7);
    log_close(&l);
    (void)dup2(old, 2);
    close(old);
    close(ends[1]);
    ssize_t n = read(ends[0], to, size - 1);
    close(ends[0]);
    to[n > 0 ? n : 0] = '\0';
}

static void json(void)
{
    char line[600];
    STORY("in JSON numbers stay numbers and text stays text; the second receiver gets logfmt")
    {
        log_encode(logfmt_json);
        on_stderr(line, sizeof line);
        CHECK_STR(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"info\",\"process\":\"server\","
            "\"event\":\"e\",\"text\":\"1 \\\"2\\\"\\n\\u001b\",\"digits\":\"007\",\"n\":7}\n",
            line);
        CHECK(strstr(last, " digits=\"007\" n=7\n") != NULL);
    }
}

int main(void)
{
    log_init("server", LOG_INFO);
    log_sink(hear);
    log_stderr(false);
    limits();
    floods(); /* takes every place */
    log_stderr(true);
    json();
    return check_end();
}

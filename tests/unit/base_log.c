/* Log lines: each is one write, is logfmt that can be parsed, and shows whether something was
 * cut. */
#include "base/log.h"

#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static char heard[1024]; /* bytes that the second receiver got since forget() */
static size_t heard_len;
static unsigned heard_lines;

static void hear(struct slice line)
{
    if (line.len < sizeof heard - heard_len) {
        memcpy(heard + heard_len, line.at, line.len);
        heard_len += line.len;
        heard[heard_len] = '\0';
    }
    heard_lines++;
}

static void forget(void)
{
    heard_len = 0;
    heard_lines = 0;
    heard[0] = '\0';
}

/* Returns the line without its time. */
static const char *behind_time(void)
{
    const char *space = strchr(heard, ' ');
    return space ? space + 1 : "";
}

static void field(struct slice value)
{
    struct log_line l;
    forget();
    log_open(&l, LOG_INFO, "e");
    log_str(&l, "v", value);
    log_close(&l);
}

#define HEAD "level=info process=server event=e v="

/* Collects standard error while act() runs, and restores it. */
static size_t written(char *to, size_t size, void (*act)(void))
{
    int ends[2], old = dup(2);
    if (old < 0 || pipe(ends) != 0)
        return 0;
    (void)dup2(ends[1], 2);
    act();
    (void)dup2(old, 2);
    close(old);
    close(ends[1]);
    ssize_t n = read(ends[0], to, size - 1);
    close(ends[0]);
    to[n > 0 ? n : 0] = '\0';
    return n > 0 ? (size_t)n : 0;
}

static void window_started(void)
{
    struct log_line l;
    log_open(&l, LOG_INFO, "window-started");
    log_str(&l, "session", SLICE("main"));
    log_u64(&l, "window", 0);
    log_close(&l);
}

static void lines(void)
{
    STORY("a line on standard error, as the manual shows it, and the same to the second receiver")
    {
        char line[600];
        forget();
        size_t n = written(line, sizeof line, window_started);
        CHECK_U64(n, heard_len);
        CHECK_STR(heard, line);
        CHECK(strncmp(line, "time=20", 7) == 0 && line[24] == 'Z');
        CHECK_STR("level=info process=server event=window-started session=main window=0\n",
                  behind_time());
    }
    STORY("lines below the least level are not written, and levels have names")
    {
        static const char *const names[] = {"debug", "info", "warning", "error"};
        log_init("keeper", LOG_WARNING);
        for (int level = LOG_DEBUG; level <= LOG_ERROR; level++) {
            struct log_line l;
            char expected[64] = "level=";
            forget();
            log_open(&l, (enum log_level)level, "e");
            log_close(&l);
            CHECK_U64(level >= LOG_WARNING, heard_lines);
            strcat(strcat(expected, names[level]), " process=keeper event=e\n");
            if (level >= LOG_WARNING)
                CHECK_STR(expected, behind_time());
        }
        log_init("server", LOG_INFO);
    }
    STORY("an error is written by its name")
    {
        struct log_line l;
        forget();
        log_open(&l, LOG_ERROR, "listen-failed");
        log_errno(&l, EADDRINUSE);
        log_close(&l);
        CHECK_STR("level=error process=server event=listen-failed errno=EADDRINUSE\n",
                  behind_time());
    }
}

static void quoting(void)
{
    static const struct {
        const char *value, *text;
    } cases[] = {
        {"main", "main\n"},
        {"", "\"\"\n"},
        {"007", "\"007\"\n"},
        {"7b", "7b\n"},
        {"two words", "\"two words\"\n"},
        {"a=b", "\"a=b\"\n"},
        {"say \"hi\" \\", "\"say \\\"hi\\\" \\\\\"\n"},
        {"a\nlevel=error", "\"a\\nlevel=error\"\n"},
        {"\033[31m\x7F\r", "\"\\x1b[31m\\x7f\\x0d\"\n"},
        {"caf\xC3\xA9 \xF0\x9F\x98\x80", "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"\n"},
        {"\xC2\x9B"
         "31m",
         "\"\\xc2\\x9b31m\"\n"},
        {"a\xFF\xE2\x82", "\"a\\xff\\xe2\\x82\"\n"},
    };
    STORY("values are quoted if necessary; no byte can start a line or move a cursor")
    {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            char expected[128] = HEAD;
            field(slice_of(cases[i].value));
            strcat(expected, cases[i].text);
            CHECK_STR(expected, behind_time());
        }
    }
}

static void edge(void)
{
    STORY("a value of any length leaves a complete line that shows whether something was lost")
    {
        static char value[600];
        for (int quoted = 0; quoted < 2; quoted++) {
            unsigned cut = 0;
            memset(value, 'x', sizeof value);
            value[0] = quoted ? '"' : 'x';
            for (size_t n = 1; n <= sizeof value; n++) {
                struct log_line l;
                forget();
                log_open(&l, LOG_INFO, "e");
                log_str(&l, "v", (struct slice){(const uint8_t *)value, n});
                log_u64(&l, "n", 1);
                log_close(&l);
                bool whole = strstr(heard, " n=1\n") != NULL;
                bool said = strstr(heard, " cut=true\n") != NULL;
                cut += said;
                CHECK(heard_len <= sizeof l.storage);
                CHECK(heard[heard_len - 1] == '\n' && whole != said);
                CHECK(!quoted || strstr(heard, whole ? "\" n=" : "\" cut=") != NULL);
            }
            CHECK(cut > 0 && cut < sizeof value);
        }
    }
    STORY("a cut value ends between two characters")
    {
        static char value[600];
        for (size_t start = 0; start < 4; start++) {
            memset(value, 'x', start);
            for (size_t i = start; i + 4 <= sizeof value; i += 4)
                memcpy(value + i, "\xF0\x9F\x98\x80", 4);
            field((struct slice){(const uint8_t *)value, 560 + start});
            CHECK(strstr(heard, "\x80\" cut=true\n") != NULL);
        }
    }
}

int main(void)
{
    log_init("server", LOG_INFO);
    log_sink(hear);
    /* The stories read the second receiver; standard error would only be noise. */
    int nowhere = open("/dev/null", O_WRONLY);
    CHECK(nowhere >= 0 && dup2(nowhere, 2) == 2);
    lines();
    quoting();
    edge();
    return check_end();
}

/*
 * A line that cannot be written is lost and counted, and the next one that can be says how many
 * were; nothing waits for a disk or a syslog. Bytes are looked at once more on their way out: the
 * journal may have been written by a process that is not to be believed.
 */
#include "keeper/log/logs.h"

#include "base/clock.h"
#include "base/codec/logfmt.h"
#include "base/errors.h"
#include "keeper/log/rotate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FACILITY_DAEMON (3u << 3)
#define LINE_MAX (2 * JOURNAL_LINE_BYTES)

enum target { TARGET_STDERR, TARGET_FILE, TARGET_SYSLOG };

static struct logs {
    const struct config *config;
    const struct journal *journal;
    enum target target;
    int fd; /* -1: none */
    bool regular;
    uint64_t size;
    uint32_t next;
    uint32_t lost;
} logs = {.fd = -1};

void logs_close(void)
{
    if (logs.fd >= 0)
        (void)close(logs.fd);
    logs.fd = -1;
}

/* What is no file of its own (a device, a pipe) has no size, is never moved and never cut. */
static bool open_file(void)
{
    logs.fd = rotate_open(logs.config->log, &logs.size);
    if (logs.fd < 0)
        return false;
    logs.regular = logs.size < UINT64_MAX;
    return true;
}

static bool open_syslog(void)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (!slice_copy(slice_of(logs.config->syslog_socket), a.sun_path, sizeof a.sun_path))
        return false;
    logs.fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (logs.fd < 0)
        return false;
    (void)fcntl(logs.fd, F_SETFD, FD_CLOEXEC);
    (void)fcntl(logs.fd, F_SETFL, O_NONBLOCK);
    if (connect(logs.fd, (const struct sockaddr *)&a, sizeof a) == 0)
        return true;
    logs_close();
    return false;
}

bool logs_open(const struct config *config, const struct journal *journal, struct text *error)
{
    logs = (struct logs){.config = config, .journal = journal, .fd = -1, .next = 1};
    if (strcmp(config->log, "stderr") == 0)
        return true;
    logs.target = strcmp(config->log, "syslog") == 0 ? TARGET_SYSLOG : TARGET_FILE;
    log_stderr(false);
    if (logs.target == TARGET_SYSLOG || open_file())
        return true;
    text_str(error, config->log);
    text_str(error, ": ");
    text_str(error, error_text(errno));
    text_str(error, "; choose another place with log = FILE, or syslog, or stderr");
    return false;
}

/* A file that cannot be moved begins anew: its size is the promise. */
static void rotate(void)
{
    logs_close();
    rotate_move(logs.config->log, logs.config->log_files);
    if (open_file() && logs.size > 0 && ftruncate(logs.fd, 0) == 0)
        logs.size = 0;
}

static unsigned severity(struct slice line)
{
    struct slice level = logfmt_value(line, "level");
    if (slice_equal(level, SLICE("error")))
        return 3;
    if (slice_equal(level, SLICE("warning")))
        return 4;
    return slice_equal(level, SLICE("debug")) ? 7 : 6;
}

/* The line as the target has it. A syslog puts the time there by itself. */
static void shape(struct slice line, struct text *to)
{
    if (logs.target == TARGET_SYSLOG) {
        text_char(to, '<');
        text_u64(to, FACILITY_DAEMON | severity(line));
        text_str(to, ">boundtty[");
        text_u64(to, (uint64_t)getpid());
        text_str(to, "]: ");
    }
    if (logs.config->log_format == LOG_JSON)
        logfmt_json(line, to);
    else
        text_add(to, line);
    if (logs.target == TARGET_FILE)
        text_char(to, '\n');
}

static bool put_datagram(const struct text *t)
{
    return (logs.fd >= 0 || open_syslog()) &&
           send(logs.fd, t->at, t->len, MSG_NOSIGNAL) == (ssize_t)t->len;
}

/* A line stands there whole or not at all: what a full disk took of it is taken back. */
static bool append(const struct text *t)
{
    if (logs.fd < 0 && !open_file())
        return false;
    if (logs.regular && logs.size > 0 && logs.size + t->len > logs.config->log_bytes)
        rotate();
    ssize_t n = logs.fd < 0 ? -1 : write(logs.fd, t->at, t->len);
    if (n == (ssize_t)t->len)
        logs.size += t->len;
    else if (n > 0 && logs.regular && ftruncate(logs.fd, (off_t)logs.size) != 0)
        logs.size += (uint64_t)n;
    return n == (ssize_t)t->len;
}

static bool put(struct slice line)
{
    TEXT(t, LINE_MAX);
    shape(line, &t);
    return logs.target == TARGET_SYSLOG ? put_datagram(&t) : append(&t);
}

static void put_lost(void)
{
    TEXT(t, 128);
    text_str(&t, "time=");
    text_time(&t, clock_unix());
    text_str(&t, " level=warning process=keeper event=log-lost lines=");
    text_u64(&t, logs.lost);
    if (put(text_slice(&t)))
        logs.lost = 0;
}

static void disarm(uint8_t *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (line[i] < ' ' || line[i] == 0x7F)
            line[i] = '?';
}

/* How many lines before this one were never seen. A number out of its order says nothing. */
static uint32_t missed(uint32_t number)
{
    uint32_t gap = number - logs.next;
    return gap < UINT32_MAX / 2 ? gap : 0;
}

void logs_follow(void)
{
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t number = logs.next;
    int len;
    if (logs.target == TARGET_STDERR)
        return;
    for (unsigned i = 0; i < LIMIT_JOURNAL; i++) {
        len = journal_read(logs.journal, &number, line);
        if (len < 0)
            return;
        logs.lost += missed(number);
        logs.next = ++number;
        disarm(line, (size_t)len);
        if (logs.lost > 0)
            put_lost();
        if (!put((struct slice){line, (size_t)len})) {
            logs.lost++;
            if (logs.target == TARGET_SYSLOG)
                logs_close();
        }
    }
}

/*
 * Writes the log to its target. A line that cannot be written is lost and counted, and the count
 * precedes the next line that can be written; nothing waits for a disk or a syslog. Control bytes
 * are replaced on the way out, since the server, which is not trusted, can write to the journal.
 *
 * Another target is opened before the one in use is closed: where that fails, nothing changes.
 */
#include "keeper/log/logs.h"

#include "base/clock.h"
#include "base/codec/logfmt.h"
#include "base/errors.h"
#include "keeper/log/rotate.h"
#include "os/descriptor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FACILITY_DAEMON (3u << 3)
#define LOST_LINE_BYTES 128
/* JSON escapes a byte by at most six; the syslog prefix is shorter than 64 bytes. */
#define LINE_MAX (6 * JOURNAL_LINE_BYTES + 64)

/* Severities of syslog (RFC 3164 section 4.1.1). */
enum severity { SEVERITY_ERROR = 3, SEVERITY_WARNING = 4, SEVERITY_INFO = 6, SEVERITY_DEBUG = 7 };

enum target { TARGET_STDERR, TARGET_FILE, TARGET_SYSLOG };

static struct logs {
    const struct config *config; /* NULL: not opened yet */
    const struct journal *journal;
    enum target target;
    int fd;                               /* -1: none */
    bool regular;                         /* a file with a size; otherwise a device or a pipe */
    uint64_t size;                        /* size of a regular file, in bytes */
    uint32_t next;                        /* number of the journal's next line */
    uint32_t lost;                        /* lines lost since the last one that was written */
} logs = {.fd = -1}, coming = {.fd = -1}; /* in use, and prepared by logs_prepare() */

static uint64_t lost_ever;

void logs_close(void)
{
    os_close(&logs.fd);
}

/* Opens the file. A device or a pipe has no size, and is never rotated or truncated. */
static bool logs_open_file(struct logs *l)
{
    l->fd = rotate_open(l->config->log, &l->size);
    if (l->fd < 0)
        return false;
    l->regular = l->size < UINT64_MAX;
    return true;
}

static bool logs_open_syslog(void)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (!slice_copy(slice_of(logs.config->syslog_socket), a.sun_path, sizeof a.sun_path))
        return false;
    logs.fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (logs.fd < 0)
        return false;
    (void)os_nonblocking(logs.fd);
    if (connect(logs.fd, (const struct sockaddr *)&a, sizeof a) == 0)
        return true;
    logs_close();
    return false;
}

static enum target target_of(const struct config *config)
{
    return strcmp(config->log, "stderr") == 0   ? TARGET_STDERR
           : strcmp(config->log, "syslog") == 0 ? TARGET_SYSLOG
                                                : TARGET_FILE;
}

bool logs_prepare(const struct config *config, struct text *error)
{
    coming = logs;
    coming.config = config;
    coming.fd = -1;
    coming.target = target_of(config);
    if (coming.target != TARGET_FILE || logs_open_file(&coming))
        return true;
    text_str(error, "log: ");
    text_str(error, config->log);
    text_str(error, errno == ELOOP ? " is a link, which is not followed" : ": ");
    text_str(error, errno == ELOOP ? "" : error_text(errno));
    text_str(error, "; choose another place with log = FILE, or syslog, or stderr");
    return false;
}

void logs_discard(void)
{
    os_close(&coming.fd);
}

void logs_commit(void)
{
    logs_follow();
    if (logs.config)
        coming.next = logs.target == TARGET_STDERR ? journal_next(logs.journal) : logs.next;
    coming.lost = logs.lost;
    logs_close();
    logs = coming;
    coming.fd = -1;
    log_stderr(logs.target == TARGET_STDERR);
}

bool logs_open(const struct config *config, const struct journal *journal, struct text *error)
{
    logs = (struct logs){.journal = journal, .fd = -1, .next = 1};
    if (!logs_prepare(config, error))
        return false;
    logs_commit();
    return true;
}

bool logs_reopen(struct text *error)
{
    if (!logs_prepare(logs.config, error))
        return false;
    logs_commit();
    return true;
}

uint64_t logs_lost(void)
{
    return lost_ever;
}

/* Rotates the file, or truncates it if it cannot be renamed, to keep its limit. */
static void logs_rotate(void)
{
    logs_close();
    rotate_move(logs.config->log, logs.config->log_files);
    if (logs_open_file(&logs) && logs.size > 0 && ftruncate(logs.fd, 0) == 0)
        logs.size = 0;
}

static enum severity severity_of(struct slice line)
{
    struct slice level = logfmt_value(line, "level");
    if (slice_equal(level, SLICE("error")))
        return SEVERITY_ERROR;
    if (slice_equal(level, SLICE("warning")))
        return SEVERITY_WARNING;
    return slice_equal(level, SLICE("debug")) ? SEVERITY_DEBUG : SEVERITY_INFO;
}

/* Appends the line in the target's format. A syslog adds the time itself. */
static void put_shaped(struct slice line, struct text *to)
{
    if (logs.target == TARGET_SYSLOG) {
        text_char(to, '<');
        text_u64(to, FACILITY_DAEMON | (unsigned)severity_of(line));
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

static bool logs_send(const struct text *t)
{
    return (logs.fd >= 0 || logs_open_syslog()) &&
           send(logs.fd, t->at, t->len, MSG_NOSIGNAL) == (ssize_t)t->len;
}

/* Appends a whole line or nothing: if the disk is full, a part that was written is cut off
 * again. */
static bool logs_append(const struct text *t)
{
    if (logs.fd < 0 && !logs_open_file(&logs))
        return false;
    if (logs.regular && logs.size > 0 && logs.size + t->len > logs.config->log_bytes)
        logs_rotate();
    ssize_t n = logs.fd < 0 ? -1 : write(logs.fd, t->at, t->len);
    if (n == (ssize_t)t->len)
        logs.size += t->len;
    else if (n > 0 && logs.regular && ftruncate(logs.fd, (off_t)logs.size) != 0)
        logs.size += (uint64_t)n;
    return n == (ssize_t)t->len;
}

static bool logs_put(struct slice line)
{
    TEXT(t, LINE_MAX);
    put_shaped(line, &t);
    if (t.cut) /* a partial line is never written */
        return false;
    return logs.target == TARGET_SYSLOG ? logs_send(&t) : logs_append(&t);
}

static void logs_put_lost(void)
{
    TEXT(t, LOST_LINE_BYTES);
    text_str(&t, "time=");
    text_time(&t, clock_unix());
    text_str(&t, " level=warning process=keeper event=log-lost lines=");
    text_u64(&t, logs.lost);
    if (logs_put(text_slice(&t)))
        logs.lost = 0;
}

static void replace_control_bytes(uint8_t *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (line[i] < ' ' || line[i] == 0x7F)
            line[i] = '?';
}

/* Returns how many lines before this one were overwritten unread; 0 for a number out of order. */
static uint32_t missed(uint32_t number)
{
    uint32_t gap = number - logs.next;
    return gap < UINT32_MAX / 2 ? gap : 0;
}

static void logs_lose(uint32_t lines)
{
    logs.lost += lines;
    lost_ever += lines;
}

void logs_follow(void)
{
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t number = logs.next;
    int len;
    if (logs.target == TARGET_STDERR || !logs.config)
        return;
    for (unsigned i = 0; i < LIMIT_JOURNAL; i++) {
        len = journal_read(logs.journal, &number, line);
        if (len < 0)
            return;
        logs_lose(missed(number));
        logs.next = ++number;
        replace_control_bytes(line, (size_t)len);
        if (logs.lost > 0)
            logs_put_lost();
        if (!logs_put(slice_make(line, (size_t)len))) {
            logs_lose(1);
            if (logs.target == TARGET_SYSLOG)
                logs_close();
        }
    }
}

int *logs_fd(uint16_t *place)
{
    return (*place)++ == 0 ? &logs.fd : NULL;
}

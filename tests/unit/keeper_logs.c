/* The log's files: whole lines, within their size limit, as many files as are configured; lost
 * lines are counted and reported. */
#include "check.h"
#include "keeper/log/logs.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static struct config config;
static struct journal journal;
static char folder[] = "/tmp/boundtty-logs-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static bool begin(const char *name, uint32_t bytes, uint16_t files)
{
    static char storage[512];
    static struct text error;
    logs_close();
    text_init(&error, storage, sizeof storage);
    journal = (struct journal){0};
    journal_init(&journal);
    config.log_bytes = bytes;
    config.log_files = files;
    (void)snprintf(config.log, sizeof config.log, "%s", in_folder(name));
    return logs_open(&config, &journal, &error);
}

/* Logs a line of 50 bytes, its newline included, that contains its number. */
static void line(unsigned n)
{
    char text[50];
    (void)snprintf(text, sizeof text, "level=info event=e n=%04u pad=xxxxxxxxxxxxxxxxxxx", n);
    journal_put(&journal, slice_of(text));
}

static void lines(unsigned first, unsigned last)
{
    for (unsigned n = first; n <= last; n++) {
        line(n);
        logs_follow();
    }
}

static const char *file(const char *name)
{
    static char bytes[65536];
    int fd = open(in_folder(name), O_RDONLY);
    ssize_t n = fd < 0 ? 0 : read(fd, bytes, sizeof bytes - 1);
    if (fd >= 0)
        close(fd);
    bytes[n > 0 ? n : 0] = '\0';
    return bytes;
}

static bool holds(const char *name, unsigned first, unsigned last)
{
    char text[16];
    const char *at = file(name);
    for (unsigned n = first; n <= last; n++) {
        (void)snprintf(text, sizeof text, "n=%04u", n);
        at = strstr(at, text);
        if (!at)
            return false;
    }
    (void)snprintf(text, sizeof text, "n=%04u", first - 1);
    return strlen(file(name)) == 50 * (last - first + 1) && !strstr(file(name), text);
}

static mode_t mode_of(const char *name)
{
    struct stat s;
    return stat(in_folder(name), &s) == 0 ? s.st_mode : 0;
}

static void rotation(void)
{
    STORY("with four lines a file and three files the oldest lines are dropped")
    {
        CHECK(begin("log", 200, 3));
        lines(1, 14);
        CHECK(holds("log", 13, 14) && holds("log.1", 9, 12) && holds("log.2", 5, 8));
        CHECK(mode_of("log.3") == 0 && (mode_of("log") & 0777) == 0600);
    }
    STORY("a new start appends to the existing file")
    {
        CHECK(begin("log", 200, 3));
        lines(15, 17);
        CHECK(holds("log", 17, 17) && holds("log.1", 13, 16) && holds("log.2", 9, 12));
    }
    STORY("a single file is truncated at its limit")
    {
        CHECK(begin("single", 200, 1));
        lines(1, 9);
        CHECK(holds("single", 9, 9) && mode_of("single.1") == 0);
    }
    STORY("a file that cannot be renamed is truncated: it never grows past its limit")
    {
        CHECK(begin("stuck", 200, 2));
        CHECK(mkdir(in_folder("stuck.1"), 0700) == 0 && mkdir(in_folder("stuck.1/x"), 0700) == 0);
        lines(1, 6);
        CHECK(holds("stuck", 5, 6));
        CHECK(S_ISDIR(mode_of("stuck.1")));
    }
}

static void other_kinds(void)
{
    char got[1024];
    STORY("a pipe receives every line and is never renamed")
    {
        CHECK(mkfifo(in_folder("pipe"), 0600) == 0);
        int fd = open(in_folder("pipe"), O_RDONLY | O_NONBLOCK);
        CHECK(begin("pipe", 200, 3));
        lines(1, 10);
        CHECK(S_ISFIFO(mode_of("pipe")) && mode_of("pipe.1") == 0);
        CHECK(read(fd, got, sizeof got) == 500);
        close(fd);
    }
    STORY("a pipe without a reader is an error at the start, and nothing waits for one")
    CHECK(!begin("pipe", 200, 3));
    STORY("a symbolic link is not followed")
    {
        char target[128];
        (void)snprintf(target, sizeof target, "%s", in_folder("target"));
        CHECK(symlink(target, in_folder("link")) == 0);
        CHECK(!begin("link", 200, 3) && mode_of("target") == 0);
    }
}

static void disk_of(rlim_t bytes)
{
    struct rlimit r;
    CHECK(getrlimit(RLIMIT_FSIZE, &r) == 0);
    r.rlim_cur = bytes;
    CHECK(setrlimit(RLIMIT_FSIZE, &r) == 0);
}

static void losses(void)
{
    STORY("on a full disk no partial line remains, and lost lines are reported once there is room")
    {
        (void)signal(SIGXFSZ, SIG_IGN);
        CHECK(begin("full", 100000, 2));
        disk_of(120);
        lines(1, 5);
        CHECK(holds("full", 1, 2));
        disk_of(RLIM_INFINITY);
        lines(6, 6);
        CHECK(strstr(file("full"), " level=warning process=keeper event=log-lost lines=3\n") !=
              NULL);
        CHECK(strstr(file("full"), "n=0006") != NULL);
    }
    STORY("lines that were overwritten before they were written elsewhere are counted")
    {
        CHECK(begin("flood", 10000000, 2));
        for (unsigned n = 1; n <= LIMIT_JOURNAL + 7; n++)
            line(n);
        logs_follow();
        CHECK(strstr(file("flood"), "event=log-lost lines=7\n") != NULL);
        CHECK(strstr(file("flood"), "n=0008") != NULL && strstr(file("flood"), "n=0007") == NULL);
    }
    STORY("whatever the server writes onto the board, the keeper's next lines reach the file")
    {
        CHECK(begin("wild", 10000000, 2));
        lines(1, 3);
        memset(&journal, 0xFF, sizeof journal);
        logs_follow();
        lines(4, 6); /* one of them has the number 0, which is no line's */
        CHECK(strstr(file("wild"), "n=0004") != NULL && strstr(file("wild"), "n=0006") != NULL);
    }
    STORY("control bytes that the server wrote onto the board reach no file")
    {
        CHECK(begin("bytes", 100000, 2));
        journal_put(&journal, SLICE("a\033[2Jb\nc\x7F"));
        logs_follow();
        CHECK_STR("a?[2Jb?c?\n", file("bytes"));
    }
}

static void refused(void)
{
    static char storage[512];
    struct text error;
    STORY("a log that cannot be opened is an error that names it, and no descriptor stays open")
    {
        uint16_t place = 0;
        CHECK(!begin("no-such-folder/log", 200, 2));
        CHECK(*logs_fd(&place) == -1 && logs_fd(&place) == NULL);
        text_init(&error, storage, sizeof storage);
        CHECK(!logs_open(&config, &journal, &error));
        CHECK(strstr(text_end(&error), "no-such-folder/log: no such file or directory") != NULL);
    }
    STORY("a log whose folder reappears is written again, with the count of lost lines")
    {
        CHECK(begin("log", 10000, 2));
        logs_close();
        (void)snprintf(config.log, sizeof config.log, "%s", in_folder("late/log"));
        lines(1, 3);
        CHECK(mkdir(in_folder("late"), 0700) == 0);
        lines(4, 4);
        CHECK(strstr(file("late/log"), "event=log-lost lines=3\n") != NULL);
        CHECK(strstr(file("late/log"), "n=0004") != NULL);
    }
    STORY("a space is not a control byte; the bytes around it are")
    {
        CHECK(begin("edges", 100000, 2));
        journal_put(&journal, SLICE("a b\x1F\x7E\x7F\x80"));
        logs_follow();
        CHECK_STR("a b?~?\x80\n", file("edges"));
    }
    STORY("a line in JSON is complete however much of it must be escaped")
    {
        char line_text[JOURNAL_LINE_BYTES + 1];
        memset(line_text, '<', sizeof line_text);
        memcpy(line_text, "level=info name=", 16);
        CHECK(begin("json", 100000, 2));
        config.log_format = LOG_JSON;
        journal_put(&journal, slice_make(line_text, JOURNAL_LINE_BYTES - 8));
        logs_follow();
        config.log_format = LOG_LOGFMT;
        const char *text = file("json");
        CHECK(strlen(text) > JOURNAL_LINE_BYTES && strcmp(text + strlen(text) - 3, "\"}\n") == 0);
    }
}

static void changed(void)
{
    static char storage[512];
    static struct config other;
    struct text error;
    uint16_t place = 0;
    text_init(&error, storage, sizeof storage);
    STORY("a target that cannot be opened leaves the one in use as it is")
    {
        CHECK(begin("kept", 100000, 2));
        other = config;
        (void)snprintf(other.log, sizeof other.log, "%s", in_folder("no-such-folder/log"));
        CHECK(!logs_prepare(&other, &error));
        lines(1, 2);
        CHECK(holds("kept", 1, 2));
    }
    STORY("a prepared target that is discarded is closed, and the one in use stays")
    {
        (void)snprintf(other.log, sizeof other.log, "%s", in_folder("discarded"));
        CHECK(logs_prepare(&other, &error));
        logs_discard();
        lines(3, 3);
        CHECK(holds("kept", 1, 3) && strlen(file("discarded")) == 0);
    }
    STORY("lines before a change are in the old file, those after it in the new one, none twice")
    {
        line(4);
        (void)snprintf(other.log, sizeof other.log, "%s", in_folder("new"));
        CHECK(logs_prepare(&other, &error));
        logs_commit();
        lines(5, 6);
        CHECK(holds("kept", 1, 4) && holds("new", 5, 6));
    }
    STORY("a file that was renamed is opened again under its name, and nothing is written twice")
    {
        char old[128];
        (void)snprintf(old, sizeof old, "%s", in_folder("old"));
        CHECK(rename(in_folder("new"), old) == 0);
        CHECK(logs_reopen(&error));
        lines(7, 7);
        CHECK(holds("old", 5, 6) && holds("new", 7, 7));
    }
    STORY("from stderr to a file only later lines are written, and back the file is closed")
    {
        (void)snprintf(config.log, sizeof config.log, "stderr");
        CHECK(logs_prepare(&config, &error));
        logs_commit();
        CHECK(*logs_fd(&place) == -1);
        lines(8, 9);
        (void)snprintf(other.log, sizeof other.log, "%s", in_folder("later"));
        CHECK(logs_prepare(&other, &error));
        logs_commit();
        lines(10, 11);
        CHECK(holds("later", 10, 11) && holds("new", 7, 7));
    }
}

static int syslog_socket;

static void listen_as_syslog(void)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    CHECK(slice_copy(slice_of(config.syslog_socket), a.sun_path, sizeof a.sun_path));
    syslog_socket = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(bind(syslog_socket, (const struct sockaddr *)&a, sizeof a) == 0);
}

/* Receives the next datagram, which must be this line after its priority. */
static void expect_datagram(unsigned priority, const char *text)
{
    char got[2048], expected[2048];
    ssize_t n = recv(syslog_socket, got, sizeof got - 1, MSG_DONTWAIT);
    got[n > 0 ? n : 0] = '\0';
    (void)snprintf(expected, sizeof expected, "<%u>boundtty[%d]: %s", priority, (int)getpid(),
                   text);
    CHECK_STR(expected, got);
}

static void say(const char *text)
{
    journal_put(&journal, slice_of(text));
    logs_follow();
}

static void syslog_lines(void)
{
    STORY("syslog receives each line with its severity, and the count of lines that it missed")
    {
        CHECK(begin("unused", 1000, 2));
        (void)snprintf(config.log, sizeof config.log, "syslog");
        (void)snprintf(config.syslog_socket, sizeof config.syslog_socket, "%s",
                       in_folder("syslog"));
        logs_close();
        static char storage[512];
        struct text error;
        text_init(&error, storage, sizeof storage);
        CHECK(logs_open(&config, &journal, &error));
        say("level=info event=missed");
        listen_as_syslog();
        journal_put(&journal, SLICE("level=error event=a"));
        logs_follow();
        char lost[2048];
        CHECK(recv(syslog_socket, lost, sizeof lost - 1, MSG_DONTWAIT) > 0);
        expect_datagram(27, "level=error event=a");
        say("level=warning event=b");
        expect_datagram(28, "level=warning event=b");
        say("level=info event=c");
        expect_datagram(30, "level=info event=c");
        say("level=debug event=d");
        expect_datagram(31, "level=debug event=d");
        close(syslog_socket);
    }
    STORY("a syslog socket whose path is too long counts as absent, and nothing waits for it")
    {
        memset(config.syslog_socket, 'x', sizeof config.syslog_socket - 1);
        logs_close();
        say("level=info event=e");
        uint16_t place = 0;
        CHECK(*logs_fd(&place) == -1);
    }
}

int main(void)
{
    if (!mkdtemp(folder))
        return 1;
    rotation();
    other_kinds();
    losses();
    refused();
    changed();
    syslog_lines();
    logs_close();
    char command[128];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    CHECK(system(command) == 0);
    return check_end();
}

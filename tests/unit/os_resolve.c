/* Resolving names, with the test's own files and name servers: good, silent, refusing. */
#include "base/clock.h"
#include "check.h"
#include "os/names/resolve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct resolver r;
static char folder[] = "/tmp/boundtty-resolve-XXXXXX";
static char hosts[64], conf[64];

static void write_file(char *path, size_t size, const char *name, const char *text)
{
    snprintf(path, size, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

/* Answers a question as a name server that knows 10.0.0.5 for known.lan and pi.local. */
static void answer(uint8_t *m, size_t *n, int code)
{
    static const uint8_t record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 5};
    bool known = memcmp(m + 12, "\5known\3lan", 11) == 0 || memcmp(m + 12, "\2pi\5local", 10) == 0;
    bool four = m[*n - 3] == 1;
    m[2] = 0x81;
    m[3] = (uint8_t)(0x80 | (code ? code : known ? 0 : 3));
    if (!known || !four)
        return;
    m[7] = 1;
    memcpy(m + *n, record, sizeof record);
    *n += sizeof record;
}

/* Starts a name server at a port of loopback, in a process of its own; code -1: it is silent. */
static pid_t play(uint16_t *port, int code)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    bind(fd, (struct sockaddr *)&at, sizeof at);
    getsockname(fd, (struct sockaddr *)&at, &len);
    *port = ntohs(at.sin_port);
    pid_t pid = fork();
    while (pid == 0) {
        uint8_t m[600];
        len = sizeof at;
        ssize_t n = recvfrom(fd, m, 512, 0, (struct sockaddr *)&at, &len);
        size_t size = (size_t)n;
        if (n < 16 || code < 0)
            continue;
        answer(m, &size, code);
        m[1] ^= 0x40; /* a forged one comes first */
        sendto(fd, m, size, 0, (struct sockaddr *)&at, len);
        m[1] ^= 0x40;
        sendto(fd, m, size, 0, (struct sockaddr *)&at, len);
    }
    close(fd);
    return pid;
}

static void stop(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static bool look(const char *name, uint16_t port, uint64_t ms)
{
    memset(&r, 0, sizeof r);
    r.from = (struct resolve_sources){.hosts = hosts, .conf = conf, .port = port};
    return resolve(&r, name, 7681, clock_ms() + ms);
}

static const char *first(void)
{
    static char text[32];
    const uint8_t *b = (const uint8_t *)&r.addresses[0].at.v4.sin_addr;
    snprintf(text, sizeof text, "%u.%u.%u.%u:%u", b[0], b[1], b[2], b[3],
             ntohs(r.addresses[0].at.v4.sin_port));
    return text;
}

static void files(void)
{
    STORY("numeric addresses need no lookup")
    {
        CHECK(look("192.0.2.7", 1, 0));
        CHECK_STR("192.0.2.7:7681", first());
        CHECK(look("::1", 1, 0));
        CHECK(r.addresses[0].at.any.sa_family == AF_INET6);
    }
    STORY("the hosts file comes first, in any case of letters, with all addresses")
    {
        CHECK(look("board", 1, 0));
        CHECK_STR("10.9.8.7:7681", first());
        CHECK_U64(2, r.found);
        CHECK(look("BOARD.lan", 1, 0));
        CHECK(look("localhost", 1, 0));
        CHECK_STR("127.0.0.1:7681", first());
    }
}

static void servers(void)
{
    uint16_t port;
    STORY("a name server is asked, also with the search list, and forged answers are ignored")
    {
        pid_t pid = play(&port, 0);
        CHECK(look("known.lan", port, 5000));
        CHECK_STR("10.0.0.5:7681", first());
        CHECK(look("known.lan.", port, 5000));
        CHECK(look("known", port, 5000));
        CHECK_STR("10.0.0.5:7681", first());
        CHECK(!look("nobody.lan", port, 5000));
        CHECK_U64(ENOENT, errno);
        CHECK(!look("not..a.name", port, 5000));
        stop(pid);
    }
    STORY("a server that refuses, is silent or is absent gives no answer, within the deadline")
    {
        pid_t pid = play(&port, 2);
        CHECK(!look("known.lan", port, 5000));
        CHECK_U64(ETIMEDOUT, errno);
        stop(pid);
        uint64_t start = clock_ms();
        CHECK(!look("known.lan", port, 500));
        pid = play(&port, -1);
        CHECK(!look("known.lan", port, 500));
        CHECK_U64(ETIMEDOUT, errno);
        CHECK(clock_ms() - start < 3000);
        stop(pid);
    }
    STORY("a name below .local is asked for by multicast")
    {
        pid_t pid = play(&port, 0);
        memset(&r, 0, sizeof r);
        r.from = (struct resolve_sources){.hosts = hosts, .conf = conf, .port = 1};
        r.from.multicast = (struct sockaddr_in){
            .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
        CHECK(resolve(&r, "pi.local", 7681, clock_ms() + 5000));
        CHECK_STR("10.0.0.5:7681", first());
        stop(pid);
    }
}

int main(void)
{
    CHECK(mkdtemp(folder) != NULL);
    write_file(hosts, sizeof hosts, "hosts",
               "# names\n127.0.0.1 localhost\n10.9.8.7\tBoard board.lan # ours\n::7 board\n");
    write_file(conf, sizeof conf, "conf",
               "; servers\nnameserver 127.0.0.1\nsearch home lan\noptions x\n");
    files();
    servers();
    unlink(hosts);
    unlink(conf);
    rmdir(folder);
    return check_end();
}

/* Files of host names as administrators write them. */
#include "check.h"
#include "os/names/name_files.h"

#include <unistd.h>

static char path[] = "/tmp/boundtty-names-XXXXXX";
static char storage[NAME_FILES_BYTES];
static struct os_address found[NAME_FILES_ADDRESSES];
static struct name_servers servers;

static void write_file(const char *text)
{
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

static size_t hosts(const char *text, const char *host)
{
    write_file(text);
    return name_hosts(path, storage, slice_of(host), 7681, found);
}

static void conf(const char *text)
{
    write_file(text);
    name_servers_read(&servers, path, storage, 53);
}

/* Returns the address as "10.0.0.1:53", or the last two bytes of an IPv6 address as "::7:53". */
static const char *shown(const struct os_address *a)
{
    static char text[64];
    const uint8_t *b = (const uint8_t *)&a->at.v4.sin_addr;
    const uint8_t *six = (const uint8_t *)&a->at.v6.sin6_addr;
    if (a->at.any.sa_family == AF_INET && a->len == sizeof a->at.v4)
        snprintf(text, sizeof text, "%u.%u.%u.%u:%u", b[0], b[1], b[2], b[3],
                 ntohs(a->at.v4.sin_port));
    else if (a->at.any.sa_family == AF_INET6 && a->len == sizeof a->at.v6)
        snprintf(text, sizeof text, "::%u:%u", six[14] << 8 | six[15], ntohs(a->at.v6.sin6_port));
    else
        snprintf(text, sizeof text, "none");
    return text;
}

static void files_of_hosts(void)
{
    STORY("every line that names the host gives an address")
    {
        CHECK_U64(2, hosts("10.0.0.1 pi\n::7\tother PI # pi\n10.0.0.2 # pi\nbad pi\n10.0.0.3 pip\n",
                           "pi"));
        CHECK_STR("10.0.0.1:7681", shown(&found[0]));
        CHECK_STR("::7:7681", shown(&found[1]));
        CHECK_U64(0, hosts("10.0.0.1\n10.0.0.1 10.0.0.2\n", "10.0.0.1"));
    }
    STORY("excess addresses are left out, and a file that does not exist gives none")
    {
        CHECK_U64(NAME_FILES_ADDRESSES,
                  hosts("1.1.1.1 a\n1.1.1.2 a\n1.1.1.3 a\n1.1.1.4 a\n1.1.1.5 a\n", "a"));
        CHECK_STR("1.1.1.4:7681", shown(&found[3]));
        CHECK_U64(0, name_hosts("/nonexistent", storage, SLICE("a"), 1, found));
    }
}

static void configurations(void)
{
    STORY("servers and the search list are read; the last of search and domain counts")
    {
        conf("nameserver 10.0.0.1\n# nameserver 10.0.0.2\nnameserver ::9\nnameserver x\n"
             "search a b\ndomain c\n");
        CHECK_U64(2, servers.server_count);
        CHECK_STR("10.0.0.1:53", shown(&servers.servers[0]));
        CHECK_STR("::9:53", shown(&servers.servers[1]));
        CHECK_U64(1, servers.search_count);
        CHECK_STR("c", servers.search[0]);
    }
    STORY("at most three servers and six domains are read")
    {
        conf("nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4\n"
             "search a b c d e f g\n");
        CHECK_U64(NAME_FILES_SERVERS, servers.server_count);
        CHECK_STR("1.1.1.3:53", shown(&servers.servers[2]));
        CHECK_U64(NAME_FILES_SEARCH, servers.search_count);
        CHECK_STR("f", servers.search[5]);
    }
    STORY("without a server this machine is asked, and without a search list none is used")
    {
        conf("options x\n");
        CHECK_U64(1, servers.server_count);
        CHECK_STR("127.0.0.1:53", shown(&servers.servers[0]));
        CHECK_U64(0, servers.search_count);
    }
}

int main(void)
{
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    close(fd);
    files_of_hosts();
    configurations();
    unlink(path);
    return check_end();
}

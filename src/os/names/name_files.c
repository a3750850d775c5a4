/* Reads files of host names. A file is read whole, as far as it fits, and parsed line by line. */
#include "os/names/name_files.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static struct slice name_read_file(char *storage, const char *path)
{
    size_t used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 1;
    while (fd >= 0 && used < NAME_FILES_BYTES && n > 0) {
        n = read(fd, storage + used, NAME_FILES_BYTES - used);
        used += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0)
        close(fd);
    return slice_make(storage, used);
}

/* Cuts the next word off a line, which ends at a comment; empty after the last. */
static struct slice next_word(struct slice *line)
{
    size_t n = 0;
    *line = slice_trim(*line);
    while (n < line->len && slice_find(SLICE(" \t\r#;"), line->at[n]) < 0)
        n++;
    struct slice word = slice_part(*line, 0, n);
    *line = slice_from(*line, n);
    return word;
}

void name_address(struct os_address *a, enum dns_type type, const uint8_t *bytes, uint16_t port)
{
    memset(a, 0, sizeof *a);
    if (type == DNS_A) {
        a->at.v4.sin_family = AF_INET;
        a->at.v4.sin_port = htons(port);
        memcpy(&a->at.v4.sin_addr, bytes, 4);
        a->len = sizeof a->at.v4;
    } else {
        a->at.v6.sin6_family = AF_INET6;
        a->at.v6.sin6_port = htons(port);
        memcpy(&a->at.v6.sin6_addr, bytes, 16);
        a->len = sizeof a->at.v6;
    }
}

bool name_number(struct slice text, uint16_t port, struct os_address *a)
{
    char number[INET6_ADDRSTRLEN];
    uint8_t bytes[16];
    if (!slice_copy(text, number, sizeof number))
        return false;
    if (inet_pton(AF_INET, number, bytes) == 1)
        name_address(a, DNS_A, bytes, port);
    else if (inet_pton(AF_INET6, number, bytes) == 1)
        name_address(a, DNS_AAAA, bytes, port);
    else
        return false;
    return true;
}

size_t name_hosts(const char *path, char *storage, struct slice host, uint16_t port,
                  struct os_address to[NAME_FILES_ADDRESSES])
{
    struct slice rest = name_read_file(storage, path), line, word;
    size_t found = 0;
    while (rest.len > 0 && found < NAME_FILES_ADDRESSES) {
        rest = slice_cut(rest, '\n', &line);
        struct slice number = next_word(&line);
        bool named = false;
        while (!named && (word = next_word(&line)).len > 0)
            named = slice_equal_nocase(word, host);
        if (named && name_number(number, port, &to[found]))
            found++;
    }
    return found;
}

/* Reads the words after "search" or "domain"; a later line replaces an earlier one. */
static void name_read_search(struct name_servers *s, struct slice line)
{
    struct slice word;
    s->search_count = 0;
    while (s->search_count < NAME_FILES_SEARCH && (word = next_word(&line)).len > 0)
        if (slice_copy(word, s->search[s->search_count], DNS_NAME_MAX))
            s->search_count++;
}

void name_servers_read(struct name_servers *s, const char *path, char *storage, uint16_t port)
{
    struct slice rest = name_read_file(storage, path), line;
    s->server_count = s->search_count = 0;
    while (rest.len > 0) {
        rest = slice_cut(rest, '\n', &line);
        struct slice key = next_word(&line);
        if (slice_equal(key, SLICE("search")) || slice_equal(key, SLICE("domain")))
            name_read_search(s, line);
        else if (slice_equal(key, SLICE("nameserver")) && s->server_count < NAME_FILES_SERVERS &&
                 name_number(next_word(&line), port, &s->servers[s->server_count]))
            s->server_count++;
    }
    if (s->server_count == 0 && name_number(SLICE("127.0.0.1"), port, &s->servers[0]))
        s->server_count = 1;
}

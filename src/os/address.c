/* From text to a struct sockaddr, in network byte order. */
#include "os/address.h"

#include <arpa/inet.h>
#include <string.h>

bool os_address_cut(struct slice s, struct slice *host, uint16_t *port)
{
    uint64_t number;
    struct slice rest;
    if (s.len > 0 && s.at[0] == '[') {
        rest = slice_cut(slice_from(s, 1), ']', host);
        if (rest.len == 0 || rest.at[0] != ':')
            return false;
        rest = slice_from(rest, 1);
    } else {
        rest = slice_cut(s, ':', host);
    }
    if (!slice_u64(rest, &number) || number == 0 || number > UINT16_MAX)
        return false;
    *port = (uint16_t)number;
    return true;
}

static bool address_parse_local(struct slice path, struct os_address *a)
{
    a->at.local.sun_family = AF_UNIX;
    a->len = sizeof a->at.local;
    return path.len > 0 && slice_copy(path, a->at.local.sun_path, sizeof a->at.local.sun_path);
}

bool os_address_parse(const char *text, struct os_address *a)
{
    struct slice s = slice_of(text), host;
    char name[64];
    uint16_t port;
    memset(a, 0, sizeof *a);
    if (slice_starts(s, SLICE(OS_ADDRESS_LOCAL)))
        return address_parse_local(slice_from(s, sizeof OS_ADDRESS_LOCAL - 1), a);
    if (!os_address_cut(s, &host, &port) || !slice_copy(host, name, sizeof name))
        return false;
    if (s.at[0] == '[') {
        a->at.v6.sin6_family = AF_INET6;
        a->at.v6.sin6_port = htons(port);
        a->len = sizeof a->at.v6;
        return inet_pton(AF_INET6, name, &a->at.v6.sin6_addr) == 1;
    }
    a->at.v4.sin_family = AF_INET;
    a->at.v4.sin_port = htons(port);
    a->len = sizeof a->at.v4;
    return inet_pton(AF_INET, name, &a->at.v4.sin_addr) == 1;
}

/* Parses an address into a struct sockaddr, in network byte order, and writes one as text. */
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

#define GROUPS 8 /* groups of 16 bits in an IPv6 address */

static void put_v4(struct text *t, const uint8_t *bytes)
{
    for (unsigned i = 0; i < 4; i++) {
        if (i > 0)
            text_char(t, '.');
        text_u64(t, bytes[i]);
    }
}

/* Returns the first group of the longest run of zeros; GROUPS if no run has two or more. */
static unsigned zero_run(const uint16_t groups[GROUPS], unsigned *length)
{
    unsigned best = GROUPS, run = 0;
    *length = 1;
    for (unsigned i = 0; i < GROUPS; i++) {
        run = groups[i] == 0 ? run + 1 : 0;
        if (run > *length) {
            *length = run;
            best = i + 1 - run;
        }
    }
    return best;
}

/* Writes an IPv6 address with the longest run of two or more zero groups as "::". inet_ntop() would
 * link printf(). */
static void put_v6(struct text *t, const uint8_t *bytes)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(bytes, mapped, sizeof mapped) == 0) {
        put_v4(t, bytes + 12);
        return;
    }
    uint16_t groups[GROUPS];
    for (unsigned i = 0; i < GROUPS; i++)
        groups[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    unsigned length, start = zero_run(groups, &length);
    for (unsigned i = 0; i < GROUPS; i++) {
        if (i == start) {
            text_str(t, "::");
            i += length - 1;
            continue;
        }
        if (i > 0 && i != start + length)
            text_char(t, ':');
        unsigned digits = groups[i] > 0xfff ? 4 : groups[i] > 0xff ? 3 : groups[i] > 0xf ? 2 : 1;
        text_hex(t, groups[i], digits);
    }
}

void os_address_put(struct text *t, const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        put_v4(t, (const uint8_t *)&v4.sin_addr);
    } else if (address->ss_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        put_v6(t, v6.sin6_addr.s6_addr);
    } else {
        text_str(t, "unix");
    }
}

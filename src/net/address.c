/* inet_ntop() would bring printf in. The longest run of two or more zero groups becomes "::". */
#include "net/address.h"

#include <netinet/in.h>
#include <string.h>

#define GROUPS 8

static void put_v4(struct text *t, const uint8_t *bytes)
{
    for (unsigned i = 0; i < 4; i++) {
        if (i > 0)
            text_char(t, '.');
        text_u64(t, bytes[i]);
    }
}

/* Where the longest run of zero groups starts, and how long it is. */
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

void address_put(struct text *t, const struct sockaddr_storage *address)
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

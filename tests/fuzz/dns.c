/* Any bytes as an answer of DNS: as they are, and after the head and question of one that is
 * expected. What is found must be in the message. Also as a target of the client. */
#include "os/names/dns.h"
#include "base/bug.h"
#include "cli/connect/target.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define ID 0x4242

static bool holds(struct slice message, const uint8_t *part, size_t n)
{
    for (size_t i = 0; i + n <= message.len; i++)
        if (memcmp(message.at + i, part, n) == 0)
            return true;
    return false;
}

static void read_as(struct slice message, enum dns_type type, bool multicast)
{
    uint8_t address[16];
    struct dns_question q = {
        .name = SLICE("pi.example"), .type = type, .id = ID, .multicast = multicast};
    if (dns_read(&q, message, address) == DNS_FOUND)
        BUG_UNLESS(holds(message, address, type == DNS_AAAA ? 16 : 4));
}

static void read_all(struct slice message)
{
    for (int multicast = 0; multicast < 2; multicast++)
        for (int six = 0; six < 2; six++)
            read_as(message, six ? DNS_AAAA : DNS_A, multicast);
}

static void read_target(struct slice text)
{
    struct target t;
    if (target_parse(text, text.len % 2 == 0, &t))
        return;
    BUG_UNLESS(t.way == TARGET_LOCAL || (t.host[0] != '\0' && t.host[0] != '-'));
    BUG_UNLESS(strchr(t.session, '/') == NULL && t.user[0] != '-');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice rest = {bytes, size};
    read_all(rest);
    read_target(rest);
    if (size < 2 || size > 4096)
        return 0;
    uint8_t head[DNS_MESSAGE_MAX];
    struct dns_question q = {
        .name = SLICE("pi.example"), .type = bytes[0] & 1 ? DNS_AAAA : DNS_A, .id = ID};
    size_t n = dns_ask(&q, head);
    head[2] |= 0x80;
    head[7] = bytes[1];
    uint8_t *message = malloc(n + size - 2); /* exact, so that reading past it is seen */
    memcpy(message, head, n);
    memcpy(message + n, bytes + 2, size - 2);
    read_all((struct slice){message, n + size - 2});
    free(message);
    return 0;
}

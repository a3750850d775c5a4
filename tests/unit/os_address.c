/* Addresses as people write them, parsed and written. */
#include "check.h"

#include "os/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static const char *shown_v6(const char *text)
{
    static char storage[64];
    struct sockaddr_storage address = {0};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct text t;
    CHECK(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1);
    memcpy(&address, &v6, sizeof v6);
    text_init(&t, storage, sizeof storage);
    os_address_put(&t, &address);
    return text_end(&t);
}

int main(void)
{
    STORY("IPv6 addresses are written as RFC 5952 requires")
    {
        static const char *const same[] = {"::",
                                           "::1",
                                           "1::",
                                           "2001:db8::1",
                                           "2001:db8:0:1:1:1:1:1",
                                           "2001:0:0:1::1",
                                           "1:2:3:4:5:6:7:8",
                                           "fe80::abcd:1234:ef",
                                           "0:0:1::",
                                           "ff02::1:ff00:0"};
        for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
            const char *got = shown_v6(same[i]);
            CHECK_STR(same[i], got);
        }
    }
    STORY("of two equally long runs of zeros the first is shortened")
    {
        const char *got = shown_v6("1:0:0:2:0:0:3:4");
        CHECK_STR("1::2:0:0:3:4", got);
    }
    STORY("an IPv4-mapped IPv6 address is written as IPv4")
    {
        char storage[64];
        struct sockaddr_storage address = {0};
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr = {htonl(0xC0000201)}};
        struct text t;
        memcpy(&address, &v4, sizeof v4);
        text_init(&t, storage, sizeof storage);
        os_address_put(&t, &address);
        const char *got = text_end(&t);
        CHECK_STR("192.0.2.1", got);
        got = shown_v6("::ffff:192.0.2.1");
        CHECK_STR("192.0.2.1", got);
    }
    STORY("a peer without an address is written as unix")
    {
        char storage[64];
        struct sockaddr_storage address = {.ss_family = AF_UNIX};
        struct text t;
        text_init(&t, storage, sizeof storage);
        os_address_put(&t, &address);
        const char *got = text_end(&t);
        CHECK_STR("unix", got);
    }
    return check_end();
}

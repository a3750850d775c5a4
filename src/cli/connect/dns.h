/*
 * DNS messages (RFC 1035 sections 3 and 4, RFC 3596 for AAAA): a question for one address of a
 * name, and what a message says of it. Pure: no socket here.
 */
#ifndef OS_DNS_H
#define OS_DNS_H

#include "base/slice.h"

#define DNS_MESSAGE_MAX 512 /* RFC 1035 section 4.2.1 */
#define DNS_NAME_MAX 254    /* as text, with its NUL */

enum dns_type { DNS_A = 1, DNS_AAAA = 28 };

/* Writes the question; returns its bytes, 0 where the name is none. */
size_t dns_ask(uint8_t to[DNS_MESSAGE_MAX], uint16_t id, struct slice name, enum dns_type type);

enum dns_outcome {
    DNS_FOREIGN, /* no answer to this question, or malformed */
    DNS_FOUND,
    DNS_NONE,   /* the name has no such address */
    DNS_REFUSED /* the server cannot say */
};
/* Reads an answer to that question; address: 4 or 16 bytes, as the type has it. Of a multicast
 * answer (RFC 6762) neither the id nor a question is expected. */
enum dns_outcome dns_read(struct slice message, uint16_t id, struct slice name, enum dns_type type,
                          bool multicast, uint8_t address[16]);

#endif

/*
 * DNS messages (RFC 1035 sections 3 and 4, RFC 3596 for AAAA): questions for an address of a name,
 * and their answers. Pure: no socket is used.
 */
#ifndef OS_DNS_H
#define OS_DNS_H

#include "base/slice.h"

#define DNS_MESSAGE_MAX 512 /* RFC 1035 section 4.2.1 */
#define DNS_NAME_MAX 254    /* a name as text, with its NUL */

enum dns_type { DNS_A = 1, DNS_AAAA = 28 };

struct dns_question {
    struct slice name; /* with or without the root's dot */
    enum dns_type type;
    uint16_t id;    /* random; the answer has the same */
    bool multicast; /* RFC 6762: answers need neither the id nor the question */
};

/* Writes the question and returns its length; 0 if the name is invalid (empty labels, too long). */
size_t dns_ask(const struct dns_question *q, uint8_t to[DNS_MESSAGE_MAX]);

enum dns_outcome {
    DNS_FOREIGN, /* not an answer to this question, or malformed */
    DNS_FOUND,
    DNS_NONE,   /* the name has no such address */
    DNS_REFUSED /* the server cannot answer */
};
/* Parses an answer to the question. With DNS_FOUND, address receives 4 or 16 bytes, by the type. */
enum dns_outcome dns_read(const struct dns_question *q, struct slice message, uint8_t address[16]);

#endif

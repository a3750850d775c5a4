/* One HTTP request (RFC 9112), on a connection of its own. */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "base/slice.h"
#include "os/address.h"

#define REQUEST_ANSWER_BYTES 4096

struct request {
    const struct os_address *to;
    const char *method, *path; /* the path with its base */
    uint32_t timeout_ms;       /* for all of it */
};

/* The status of the answer, and its body, which stands in a buffer that the next request overwrites
 * and is cut where that is full. 0: there was no answer, and errno says why (EPROTO: it was none).
 */
unsigned request_ask(const struct request *r, struct slice *body);

#endif

/* The table of dialects. */
#ifndef APP_DIALECTS_H
#define APP_DIALECTS_H

#include "app/view/dialect.h"

/* The dialect that an upgrade is served with: the first of the table that its
 * Sec-WebSocket-Protocol offers; NULL: it offers none. */
const struct dialect *dialects_offered(const struct http_request *r);

#endif

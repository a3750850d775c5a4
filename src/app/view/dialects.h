/* The table of dialects. */
#ifndef APP_DIALECTS_H
#define APP_DIALECTS_H

#include "app/view/dialect.h"

/* Finds the dialect of an upgrade: the first of the table that its Sec-WebSocket-Protocol offers.
 * NULL: none is offered. */
const struct dialect *dialects_offered(const struct http_request *r);

#endif

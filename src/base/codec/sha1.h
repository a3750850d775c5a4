/* SHA-1 (FIPS 180-4), only for the WebSocket handshake (RFC 6455 section 4.2.2). */
#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include "base/slice.h"

void sha1(struct slice bytes, uint8_t digest[20]); /* bytes of at most 1 KiB */

#endif

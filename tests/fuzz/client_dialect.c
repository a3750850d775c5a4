/* Any bytes as what a server sends over an upgraded connection: frames of a WebSocket, and the
 * messages of boundtty.v1 in them. What is typed and not confirmed is kept, whatever the server
 * says. */
#include "base/bug.h"
#include "cli/attach/dialect.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct dialect d;

/* The bytes are in the wire's buffer, as if they had been received. */
static void receive(const uint8_t *bytes, size_t size)
{
    struct dialect_event e;
    memcpy(d.wire.in, bytes, size);
    d.wire.in_at = 0;
    d.wire.in_len = size;
    do {
        dialect_next(&d, &e);
        BUG_UNLESS(d.gathered <= sizeof d.gather);
        BUG_UNLESS(d.sent <= ring_used(&d.kept));
        BUG_UNLESS(ring_used(&d.kept) <= sizeof d.kept_bytes);
        BUG_UNLESS(memchr(d.window.ending, '\0', sizeof d.window.ending) != NULL);
        if (e.data.len > 0)
            BUG_UNLESS(e.data.len <= size);
        if (e.type == DIALECT_FRAME || e.type == DIALECT_PICTURE)
            dialect_shown(&d);
        dialect_flush(&d);
    } while (e.type != DIALECT_NOTHING && e.type != DIALECT_CLOSED);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t typed = size > 0 ? bytes[0] : 0;
    if (size > 2 * WIRE_IN_BYTES)
        return 0;
    memset(&d, 0, offsetof(struct dialect, kept_bytes));
    d.wire.reader.from_server = 1;
    d.wire.fd = -1;
    d.id = 1;
    dialect_hello(&d, 80, 24);
    BUG_UNLESS(dialect_type(&d, slice_make(bytes, typed < size ? typed : size)) <= size);
    receive(bytes, size < WIRE_IN_BYTES ? size : WIRE_IN_BYTES);
    return 0;
}

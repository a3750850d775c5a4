/* The drivers of lines: one for serial devices, and one for each protocol of a TCP port. */
#include "app/io/line_drivers.h"

#include "app/io/line_raw.h"
#include "app/io/line_serial.h"
#include "app/io/line_telnet.h"

const struct line_driver *line_driver_of(const struct source *s)
{
    struct slice protocol;
    if (s->kind == SOURCE_SERIAL)
        return &line_serial;
    if (s->kind == SOURCE_TCP && source_option(s, "protocol", &protocol) &&
        slice_equal(protocol, SLICE("rfc2217")))
        return &line_telnet;
    return &line_raw;
}

/* The driver of raw ports. The speed of the line is not known, and is shown as 0. */
#include "app/io/line_raw.h"

const struct line_driver line_raw = {
    .retry_ms = 2000,
    .loss = "the connection was closed by the peer",
    .fixed = "a raw TCP port has no line to be set: declare protocol = rfc2217",
};

/* Which driver a source has. */
#ifndef APP_IO_LINE_DRIVERS_H
#define APP_IO_LINE_DRIVERS_H

#include "app/io/line_driver.h"

/* A source that is not a line has the driver of a raw port, which does nothing. */
const struct line_driver *line_driver_of(const struct source *s);

#endif

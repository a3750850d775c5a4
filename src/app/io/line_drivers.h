/* Finds the driver of a source. */
#ifndef APP_IO_LINE_DRIVERS_H
#define APP_IO_LINE_DRIVERS_H

#include "app/io/line_driver.h"

/* Returns the driver; for a source that is not a line, that of a raw port, which does nothing. */
const struct line_driver *line_driver_of(const struct source *s);

#endif

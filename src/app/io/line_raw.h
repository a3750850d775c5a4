/* The driver of a serial line at a raw TCP port: bytes pass unchanged, nothing can be set or
 * known. */
#ifndef APP_IO_LINE_RAW_H
#define APP_IO_LINE_RAW_H

#include "app/io/line_driver.h"

extern const struct line_driver line_raw;

#endif

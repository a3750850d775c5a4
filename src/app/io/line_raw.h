/* A serial line at a raw TCP port: bytes pass, nothing can be set or known. */
#ifndef APP_IO_LINE_RAW_H
#define APP_IO_LINE_RAW_H

#include "app/io/line_driver.h"

extern const struct line_driver line_raw;

#endif

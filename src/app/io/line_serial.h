/* The driver of a serial device of this machine. */
#ifndef APP_IO_LINE_SERIAL_H
#define APP_IO_LINE_SERIAL_H

#include "app/io/line_driver.h"

extern const struct line_driver line_serial;

#endif

/* The driver of a serial line at a TCP port that speaks telnet with COM-PORT-OPTION (RFC 2217). */
#ifndef APP_IO_LINE_TELNET_H
#define APP_IO_LINE_TELNET_H

#include "app/io/line_driver.h"

extern const struct line_driver line_telnet;

#endif

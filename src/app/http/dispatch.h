/* Handles everything that net passes to the application: requests, messages, and the ends of
 * connections. */
#ifndef APP_DISPATCH_H
#define APP_DISPATCH_H

#include "net/conn.h"

extern const struct net_app dispatch_app;

#endif

/* Which request goes where: one table of methods, paths and handlers. */
#ifndef APP_ROUTES_H
#define APP_ROUTES_H

#include "net/conn.h"

extern const struct net_app routes_app;

#endif

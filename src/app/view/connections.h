/* GET /api/connections: lists all connections and, for viewers, the window and its size. */
#ifndef APP_CONNECTIONS_H
#define APP_CONNECTIONS_H

#include "app/request/lists.h"

extern const struct list_kind connections_list;

#endif

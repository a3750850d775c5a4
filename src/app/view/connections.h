/* GET /api/connections: every connection, and what it looks at where it is a viewer. */
#ifndef APP_CONNECTIONS_H
#define APP_CONNECTIONS_H

#include "app/request/lists.h"

extern const struct list_kind connections_list;

#endif

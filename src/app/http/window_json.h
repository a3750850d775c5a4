/* Writes a window as the API shows it (src/net/API.md). */
#ifndef APP_WINDOW_JSON_H
#define APP_WINDOW_JSON_H

#include "app/request/lists.h"
#include "app/window/windows.h"

void window_json_put(struct text *t, const struct window *w);
/* Lists the windows of the session that is the cursor's subject. */
extern const struct list_kind window_json_list;

#endif

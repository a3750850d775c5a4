/* Which window of a server the target names, and the API's paths of it. */
#ifndef CLI_LOOKUP_H
#define CLI_LOOKUP_H

#include "cli/connect/client.h"

#define LOOKUP_REST_MAX 64 /* bytes after a window's path */
#define LOOKUP_PATH_BYTES                                                                          \
    (sizeof "/api/sessions//windows/4294967295" + 3 * LIMIT_NAME_BYTES + LOOKUP_REST_MAX)

/* Appends "/api/sessions/SESSION", with window "/windows/INDEX", and the rest; returns all of it,
 * NUL-terminated. A text of LOOKUP_PATH_BYTES holds it where the rest has at most LOOKUP_REST_MAX bytes. */
const char *lookup_path(const struct client *c, bool window, const char *rest, struct text *to);
/* Completes the target from what the server has: without a session the first one, without a window its active
 * one. *window: the server's description of it, valid until the next request. Returns an exit status. */
int lookup_window(struct client *c, struct json *window);
/* Gives the target's window, or without one its session, another name. Returns an exit status. */
int lookup_rename(struct client *c, const char *name);
/* Appends "session:window". */
void lookup_put_name(const struct client *c, struct text *to);

#endif

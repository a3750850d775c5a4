/* Finding the window of a server that the target names, and the API's paths for it. */
#ifndef CLI_LOOKUP_H
#define CLI_LOOKUP_H

#include "cli/connect/client.h"

#define LOOKUP_REST_MAX 64 /* bytes after a window's path */
#define LOOKUP_PATH_BYTES                                                                          \
    (sizeof "/api/sessions//windows/4294967295" + 3 * LIMIT_NAME_BYTES + LOOKUP_REST_MAX)

/* Appends "/api/sessions/SESSION", with `window` also "/windows/INDEX", and `rest`; returns all of
 * it, NUL-terminated. A text of LOOKUP_PATH_BYTES holds it if `rest` has at most LOOKUP_REST_MAX
 * bytes. */
const char *lookup_path(const struct client *c, bool window, const char *rest, struct text *to);
/* Appends the text, percent-encoding all but unreserved characters (RFC 3986 section 2.3). */
void lookup_put_encoded(struct text *t, struct slice s);
/* Completes the target from the server's list: a missing session becomes the first one, a missing
 * window the active one. *window: the server's description of it, valid until the next request.
 * Returns an exit status. */
int lookup_window(struct client *c, struct json *window);
/* Renames the target's window, or its session if it names no window. Returns an exit status. */
int lookup_rename(struct client *c, const char *name);
/* Appends "session:window". */
void lookup_put_name(const struct client *c, struct text *to);

#endif

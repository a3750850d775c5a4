/*
 * What a command is about: [user@][host[:port]/]session[:window], as a person writes it. Without a
 * host it is on this machine; ssh://[user@]host[:port]/... is reached through ssh. Pure.
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "base/slice.h"
#include "limits.h"

#define TARGET_HOST_BYTES 254
#define TARGET_PORT 7681 /* where none is given, over HTTP */

enum target_way { TARGET_LOCAL, TARGET_HTTP, TARGET_SSH };

struct target {
    enum target_way way;
    char user[LIMIT_NAME_BYTES]; /* "": none was given */
    char host[TARGET_HOST_BYTES];
    uint16_t port;                  /* 0: none was given */
    char session[LIMIT_NAME_BYTES]; /* "": none was given */
    bool has_window;
    uint32_t window;
};

/* NULL, or what is wrong with it. host_alone: a word without a '/' is a host, not a session. */
const char *target_parse(struct slice text, bool host_alone, struct target *t);

#endif

/*
 * The target of a command, [user@][host[:port]/]session[:window]. A target without a host is on
 * this machine; ssh://[user@]host[:port]/... is reached through ssh. Pure.
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "base/slice.h"
#include "limits.h"

#define TARGET_HOST_BYTES 254
#define TARGET_PORT 7681 /* default port, over HTTP */

enum target_way { TARGET_LOCAL, TARGET_HTTP, TARGET_SSH };

struct target {
    enum target_way way;
    char user[LIMIT_NAME_BYTES]; /* "": not given */
    char host[TARGET_HOST_BYTES];
    uint16_t port;                  /* 0: not given */
    char session[LIMIT_NAME_BYTES]; /* "": not given */
    bool has_window;
    uint32_t window;
};

/* Parses a target; returns NULL, or a sentence that describes the mistake. host_alone: a word
 * without a '/' is a host, not a session. */
const char *target_parse(struct slice text, bool host_alone, struct target *t);

#endif

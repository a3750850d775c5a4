/* The table of routes: methods, paths, handlers, and what each needs. */
#ifndef APP_ROUTES_H
#define APP_ROUTES_H

#include "app/request/call.h"

enum route_flag {
    ROUTE_LOOK = 1,    /* needs a credential, of either token */
    ROUTE_FULL = 2,    /* needs the token's */
    ROUTE_BODY = 4,    /* has a body: a JSON object */
    ROUTE_UPGRADE = 8, /* to a WebSocket */
    ROUTE_WINDOW = 16, /* its path names a window */
};

struct route {
    enum http_method method;
    const char
        *pattern; /* words; {s} is a session's name, {i} a window's index, {t} an id of tmux */
    void (*handle)(const struct call *k);
    unsigned flags; /* enum route_flag */
};

/* What a path names, decoded. */
struct route_names {
    char session[LIMIT_NAME_BYTES];
    size_t session_len; /* 0: none */
    uint64_t index;
    struct tmux_id tmux;
};

#define ROUTES_ALLOWED_MAX 64 /* bytes of a list of methods */

/* The route for a method and a path below the base, and what the path names. NULL: none; allowed
 * is then the list of the methods that the path has, empty where it has none. */
const struct route *routes_find(enum http_method method, struct slice path,
                                struct route_names *names, struct text *allowed);

#endif

/* The table of routes: methods, paths, handlers, and their requirements. */
#ifndef APP_ROUTES_H
#define APP_ROUTES_H

#include "app/request/call.h"

enum route_flag {
    ROUTE_LOOK = 1,     /* needs the token or the viewer token */
    ROUTE_FULL = 2,     /* needs the token */
    ROUTE_BODY = 4,     /* has a body, a JSON object */
    ROUTE_UPGRADE = 8,  /* upgrades to a WebSocket */
    ROUTE_WINDOW = 16,  /* the path names a window */
    ROUTE_SOURCE = 32,  /* the body may have every option of a source */
    ROUTE_ANYHOST = 64, /* any Host, or none, is accepted */
};

struct route {
    enum http_method method;
    const char *pattern; /* {s}: session name; {i}: window index; {t}: tmux id */
    void (*handle)(const struct call *k);
    unsigned flags;      /* enum route_flag */
    const char *members; /* members that the body may have, separated by spaces */
};

/* The objects that a path names, decoded. */
struct route_names {
    char session[LIMIT_NAME_BYTES];
    size_t session_len; /* 0: none */
    uint64_t index;
    struct tmux_id tmux;
};

#define ROUTES_ALLOWED_MAX 64 /* longest list of methods, in bytes */
#define ROUTES_MEMBER_MAX 128 /* longest sentence of routes_check_members(), in bytes */

/* Finds the route of a method and a path below the base, and the objects that the path names. NULL:
 * none; `allowed` then lists the methods of the path, and is empty if the path is unknown. */
const struct route *routes_find(enum http_method method, struct slice path,
                                struct route_names *names, struct text *allowed);

/* Whether the body has only members of the route, each once; false: `error` says which is wrong. */
bool routes_check_members(const struct route *route, struct json body, struct text *error);

#endif

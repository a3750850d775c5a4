/* The user's configuration of ssh for the host. */
#ifndef CLI_ROAM_PLAN_H
#define CLI_ROAM_PLAN_H

#include "limits.h"

#include <stdbool.h>
#include <stdint.h>

#define ROAM_FORWARDS_MAX 32 /* their failures are reported by name; ssh handles all */

/* A forward, as ssh -G prints it. */
struct roam_forward {
    enum roam_direction { ROAM_LOCAL, ROAM_REMOTE, ROAM_DYNAMIC } direction;
    uint64_t port;                /* the listening port */
    bool failed;                  /* failed in the present attempt */
    char words[LIMIT_PATH_BYTES]; /* "8080 [localhost]:80" */
};

struct roam_plan {
    bool remote_command, connect_timeout, gateway_ports; /* set in the configuration */
    unsigned forwards;
    struct roam_forward forward[ROAM_FORWARDS_MAX];
};

/* Runs ssh -G. False if it failed, and the error was printed, or a signal asks roam to end. */
bool roam_plan_read(struct roam_plan *p, const char *host);

#endif

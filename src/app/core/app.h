/* The state that every module of the server uses: the configuration, the board, and the start
 * time. */
#ifndef APP_CORE_APP_H
#define APP_CORE_APP_H

#include "board/board.h"
#include "config/config.h"

/* Set once, when the server starts. */
struct app {
    const struct config *config;
    struct board *board;
    uint64_t pinged_ms;  /* the keeper's last PING, or the start */
    uint64_t started_ms; /* milliseconds of the monotonic clock */
};
extern struct app app;

#endif

/* What every part of the server reads: its configuration, the board, and when it started. */
#ifndef APP_CORE_APP_H
#define APP_CORE_APP_H

#include "board/board.h"
#include "config/config.h"

/* What every part of the server reads; set once at its start. */
struct app {
    const struct config *config;
    struct board *board;
    uint64_t started_ms, started_unix;
};
extern struct app app;

#endif

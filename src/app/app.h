/*
 * The server process: everything that a person sees. One thread, one poll()
 * loop, no privileges; what must outlive it stands on the board.
 *
 *   app        start, the loop, the end           takeover   what a predecessor left behind
 *   keeper     messages to and from the keeper    windows    the windows and their programs
 *   output     PTY -> terminal, by chunks         input      viewers -> PTY, exactly once
 *   viewer     one attached client                attach     what viewers send: hello, input,
 * resize ... frames     when which viewer gets a frame     routes     which request goes where auth
 * who may                            lists      answers that are longer than a buffer
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "board/board.h"
#include "config.h"

/* What every part of the server reads; set once at its start. */
struct app {
    const struct config *config;
    struct board *board;
    uint64_t started_ms, started_unix;
};
extern struct app app;

/* The whole life of a server process; returns its exit status. keeper: the socket of
 * board/message.h. */
int app_main(const struct config *config, struct board *board, int keeper);

#endif

/*
 * The server process, as the keeper sees it: forked, told what it is owed, listened to, and brought
 * back whenever it dies.
 */
#ifndef KEEPER_SERVER_H
#define KEEPER_SERVER_H

#include "board/board.h"
#include "config/config.h"
#include "keeper/child/spawn.h"

/* What the server process runs (app_main): board and configuration, the socket to the keeper. */
typedef int keeper_server(const struct config *config, struct board *board, int socket);

struct server_settings {
    const struct config *config;
    struct board *board;
    keeper_server *serve;
    struct spawn_settings spawning;
};

void server_init(const struct server_settings *settings);
/* Starts one where none runs and it is time; when to be called next, UINT64_MAX: never. */
uint64_t server_tick(uint64_t now_ms);
bool server_alive(void);
int server_socket(void); /* to be polled; -1: none */
/* Takes the messages that wait. */
void server_hear(uint64_t now_ms);
/* Tells what is owed; false: its socket is full. */
bool server_pay(void);
/* A process was reaped; false: it is not the server. */
bool server_reaped(int32_t pid, int32_t status, uint64_t now_ms);
/* From now on none is started again, and this one is asked to say good-bye. */
void server_stop(void);
/* The server steps down, and its successor has this configuration. */
void server_renew(const struct config *config);
void server_kill(void);

#endif

/*
 * What viewers type, on its way to the program: once and in order, over lost connections and killed
 * servers.
 */
#ifndef APP_IO_INPUT_H
#define APP_IO_INPUT_H

#include "app/window/windows.h"

#define INPUT_NO_CLIENT LIMIT_CLIENTS

/* The place of a client's offset for a window, on the board; where it has none, the place that was
 * unused for longest becomes its own, with offset 0. */
uint16_t input_client(const struct window *w, uint64_t id, uint64_t now_ms);
/* How many bytes of the client's input were applied. */
uint64_t input_applied(uint16_t client);
/* Whether the place still is this client's for this window. */
bool input_is_client(uint16_t client, uint64_t id, const struct window *w);
/* Takes as many bytes as there is room for, and returns how many; the client's offset grows by as
 * many (INPUT_NO_CLIENT: nobody's does). Where not all were taken, FLAG_ROOM is raised when there is
 * room again. */
size_t input_put(struct window *w, uint16_t client, struct slice bytes);
/* Confirms n bytes that nobody is to read, without putting them anywhere. Returns n. */
size_t input_discard(uint16_t client, size_t n);
/* Puts the terminal's answers to the program's queries, all or (no room for them) none. */
void input_answers(struct window *w);
/* Writes to the PTY or the line what it takes now. */
void input_flush(struct window *w);
bool input_waits(const struct window *w); /* whether bytes are in the ring */
void input_clear(struct window *w);       /* the program is over: what it did not read is dropped */
void input_take_over(struct window *w);   /* completes what a predecessor had begun */

#endif

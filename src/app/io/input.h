/*
 * What viewers type, on its way to the program: once and in order, over
 * lost connections and killed servers.
 */
#ifndef APP_INPUT_H
#define APP_INPUT_H

#include "app/window/windows.h"

#define INPUT_NO_CLIENT LIMIT_CLIENTS

/* The place that remembers a client's offset for a window; the longest unused makes room. */
uint16_t input_client(const struct window *w, uint64_t id, uint64_t now_ms);
uint64_t input_applied(uint16_t client);
/* Whether the place still is this client's for this window. */
bool input_is_client(uint16_t client, uint64_t id, const struct window *w);
/* Takes as many bytes as there is room for; with a client its offset grows by as many. */
size_t input_put(struct window *w, uint16_t client, struct slice bytes);
/* Bytes for a program that has ended: confirmed, and dropped. Returns n. */
size_t input_discard(uint16_t client, size_t n);
/* The terminal's answers to the program's queries. */
void input_answers(struct window *w);
/* Writes to the PTY what it takes now. */
void input_flush(struct window *w);
bool input_waits(const struct window *w); /* the PTY did not take all */
void input_clear(struct window *w);       /* its program is gone */
void input_take_over(struct window *w);

#endif

/*
 * The input of viewers on its way to the program: delivered once and in order, across lost
 * connections and killed servers.
 */
#ifndef APP_IO_INPUT_H
#define APP_IO_INPUT_H

#include "app/window/windows.h"

#define INPUT_NO_CLIENT LIMIT_CLIENTS

/* Returns the slot on the board with a client's offset for a window. A new client gets the slot
 * unused for longest (counted if it was another client's), with offset 0, and *known is false. */
uint16_t input_client(const struct window *w, uint64_t id, uint64_t now_ms, bool *known);
/* Returns how many bytes of the client's input have been applied. */
uint64_t input_applied(uint16_t client);
/* Returns whether the slot still is this client's for this window. */
bool input_is_client(uint16_t client, uint64_t id, const struct window *w);
/* Consumes as many bytes as the ring has room for, and returns how many; the client's offset
 * grows by that (INPUT_NO_CLIENT: no offset). If some were not consumed, FLAG_ROOM is raised
 * once there is room. */
size_t input_put(struct window *w, uint16_t client, struct slice bytes);
/* Confirms n bytes that are discarded, and counts them. Returns n. */
size_t input_discard(uint16_t client, size_t n);
/* Returns how many bytes of the client were discarded after they had been confirmed, or instead of
 * being typed (INPUT_NO_CLIENT: 0). */
uint64_t input_discarded(uint16_t client);
/* Queues the terminal's answers to the program's queries: all of them, or none if they do not fit.
 * Raises FLAG_POLL if a chunk has waited for that. */
void input_answers(struct window *w);
/* Writes as much to the PTY or line as it accepts now. */
void input_flush(struct window *w);
bool input_waits(const struct window *w); /* returns whether the ring holds bytes */
/* Discards what is in the ring, since it was typed for a program that has ended or a device that
 * is away, and counts it for its authors. Returns the number of bytes. */
size_t input_clear(struct window *w);
/* Returns when what is in the ring becomes too old for a line that is absent: INPUT_AGE_MS after
 * the first byte was put into the empty ring. UINT64_MAX: nothing is there. */
#define INPUT_AGE_MS 10000
uint64_t input_deadline(const struct window *w);
void input_take_over(struct window *w); /* completes what the previous server had begun */

#endif

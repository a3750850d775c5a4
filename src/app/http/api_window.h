/* Handlers of a window's input and output. */
#ifndef APP_API_WINDOW_H
#define APP_API_WINDOW_H

#include "app/request/call.h"

void api_attach(const struct call *k);
void api_input(const struct call *k);
void api_input_discard(const struct call *k); /* discards what waits to be typed */
void api_line(const struct call *k);
void api_line_change(const struct call *k);
void api_raw(const struct call *k);
void api_screen(const struct call *k);

#endif

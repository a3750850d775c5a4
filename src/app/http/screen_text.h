/* The text of a window's screen below lines of its history, a line each. */
#ifndef APP_SCREEN_TEXT_H
#define APP_SCREEN_TEXT_H

#include "app/request/lists.h"
#include "app/window/windows.h"

/* Answers with the screen and as many lines of the history above it. */
void screen_text_list(struct conn *c, const struct window *w, uint64_t history);
/* The same with the history from this absolute line on. */
void screen_text_list_from(struct conn *c, const struct window *w, uint64_t line);

#endif

/* Writes a window's screen as text, preceded by lines of its history. */
#ifndef APP_SCREEN_TEXT_H
#define APP_SCREEN_TEXT_H

#include "app/request/lists.h"
#include "app/window/windows.h"

/* Answers with the screen and up to `history` lines of the history above it. Rows that wrapping
 * divided are joined, unless `rows` is set. */
void screen_text_list(struct conn *c, const struct window *w, uint64_t history, bool rows);
/* Answers with the screen and the history from this absolute line on; the fields History-Next and,
 * once the program has ended, Exit-Status are added. */
void screen_text_list_from(struct conn *c, const struct window *w, uint64_t line, bool rows);

#endif

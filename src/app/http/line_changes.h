/*
 * Changes of lines, in order with their input: a change is made once the input that was typed
 * before it was sent, and the input typed after it waits until it is made, and until its break is
 * over. Only then is the request answered.
 */
#ifndef APP_HTTP_LINE_CHANGES_H
#define APP_HTTP_LINE_CHANGES_H

#include "app/io/line.h"
#include "app/request/call.h"

/* Makes a change of the request's window, and answers 200 with the line, now or later. 409: it
 * cannot be made, or the input before it was not sent within LINE_CHANGE_MS; 503: another one
 * waits. Nothing is changed then. */
#define LINE_CHANGE_MS 10000
void line_changes_ask(const struct call *k, const struct line_change *c);
/* Answers with the line as it is. */
void line_changes_answer(struct conn *c, const struct window *w);
/* Makes the changes whose turn has come; called in each turn of the loop, after the timers. */
void line_changes_turn(uint64_t now_ms);

#endif

/*
 * Queues answers to a program's queries until they are read with term_answers(). An answer is
 * queued whole, or dropped whole and counted. No answer ever contains text that came from the
 * program; otherwise a program's output could pretend to be typing. Internal to the engine.
 */
#ifndef TERM_ANSWER_H
#define TERM_ANSWER_H

#include "base/text.h"
#include "term/screen.h"

void answer_send(struct feed *f, const struct text *a);
/* Queues a string unchanged; at most ANSWER_SHORT_MAX bytes. */
void answer_string(struct feed *f, const char *s);
/* Queues `before`, a, ';', b, `after`: most answers are a sequence with two numbers. At most
 * ANSWER_SHORT_MAX bytes. */
void answer_pair(struct feed *f, const char *before, unsigned a, unsigned b, const char *after);

#define ANSWER_SHORT_MAX 64

#endif

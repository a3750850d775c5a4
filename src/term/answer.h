/*
 * Answers to a program's queries, queued until term_answers() is read. An answer is queued whole, or
 * dropped whole and counted. Nothing that came from the program is ever part of an answer, so that
 * no answer can be made to look like typing. Internal to the engine.
 */
#ifndef TERM_ANSWER_H
#define TERM_ANSWER_H

#include "base/text.h"
#include "term/screen.h"

void answer_send(struct feed *f, const struct text *a);
/* Sends a string as it is; at most ANSWER_SHORT_MAX bytes. */
void answer_string(struct feed *f, const char *s);
/* Sends before, a, ';', b, after: most answers are two numbers in a sequence. */
void answer_pair(struct feed *f, const char *before, unsigned a, unsigned b, const char *after);

#define ANSWER_SHORT_MAX 64

#endif

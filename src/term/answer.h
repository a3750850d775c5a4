/* Answers to a program's queries. Internal to the engine. */
#ifndef TERM_ANSWER_H
#define TERM_ANSWER_H

#include "base/text.h"
#include "term/screen.h"

/* Queues an answer whole, or drops it whole, counted. */
void answer_send(struct feed *f, struct text *a);

#endif

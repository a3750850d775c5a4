/*
 * Queues answers to a program's queries until they are read with term_answers(). The feed stops
 * after an answer that leaves no room for another (feed.full). In a feed that is lossy an answer
 * without room is dropped whole, and counted. No answer ever contains text that came from the
 * program; otherwise a program's output could pretend to be typing. Internal to the engine.
 */
#ifndef TERM_ANSWER_H
#define TERM_ANSWER_H

#include "base/text.h"
#include "term/screen.h"

/* Queues one answer of at most ANSWER_MAX bytes. */
void answer_send(struct feed *f, const struct text *a);
/* True if the queue has room for the longest answer. */
bool answer_fits(const struct term *t);
/* Queues a string unchanged; at most ANSWER_SHORT_MAX bytes. */
void answer_string(struct feed *f, const char *s);
/* Queues `before`, a, ';', b, `after`: most answers are a sequence with two numbers. At most
 * ANSWER_SHORT_MAX bytes. */
void answer_pair(struct feed *f, const char *before, unsigned a, unsigned b, const char *after);

/* A string that holds a list of queries is carried out item by item while !f->full.
 * answer_list_begin() returns the items of `list` that were not carried out yet; answer_list_end()
 * notes that `left`, the end of the list, remains. */
struct slice answer_list_begin(const struct feed *f, struct slice list);
void answer_list_end(struct feed *f, struct slice list, struct slice left);

#define ANSWER_SHORT_MAX 64
#define ANSWER_MAX 128 /* the longest answer, in bytes */

#endif

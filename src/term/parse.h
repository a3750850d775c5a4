/* The escape-sequence state machine, and what it calls. Internal to the engine. */
#ifndef TERM_PARSE_H
#define TERM_PARSE_H

#include "term/screen.h"

void parse_feed(struct feed *f, struct slice bytes);

/* What sequences do once they are complete (control.c). */
void control_c0(struct feed *f, uint8_t c); /* BEL to SI, but those that the machine itself takes */
void control_escape(struct feed *f, uint8_t final); /* ESC, perhaps an intermediate, final */
void control_csi(struct feed *f, uint8_t final);

/* The i-th parameter; `otherwise` where it was left out. */
static inline unsigned parameter(const struct parser *p, unsigned i, unsigned otherwise)
{
    return i < p->count && p->parameters[i] != PARAMETER_NONE ? p->parameters[i] : otherwise;
}

/* The same where 0 means 1. */
static inline unsigned parameter_count(const struct parser *p, unsigned i)
{
    unsigned n = parameter(p, i, 1);
    return n == 0 ? 1 : n;
}

#endif

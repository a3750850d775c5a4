/* The start of a control sequence, and its parameters, counted from 0. */
#ifndef TERM_SEQUENCE_H
#define TERM_SEQUENCE_H

#include "term/state.h"

/* Control characters that the parser itself handles. */
#define BEL 0x07
#define CAN 0x18
#define SUB 0x1A
#define ESC 0x1B
#define DEL 0x7F

/* Returns parameter i, at most 65534, or `otherwise` if it was omitted. */
static inline unsigned parameter(const struct parser *p, unsigned i, unsigned otherwise)
{
    return i < p->count && p->parameters[i] != PARAMETER_NONE ? p->parameters[i] : otherwise;
}

/* Returns parameter i, at least 1: both 0 and an omitted parameter mean 1. */
static inline unsigned parameter_from_1(const struct parser *p, unsigned i)
{
    unsigned n = parameter(p, i, 1);
    return n == 0 ? 1 : n;
}

/* Starts a sequence or a string: enters `state` and clears the parameters and intermediate
 * bytes. */
void sequence_begin(struct parser *p, enum parse_state state);

#endif

/* A control sequence in the parser: its beginning, and its parameters, counted from 0. */
#ifndef TERM_SEQUENCE_H
#define TERM_SEQUENCE_H

#include "term/state.h"

/* Control characters that the parser itself takes. */
#define BEL 0x07
#define CAN 0x18
#define SUB 0x1A
#define ESC 0x1B
#define DEL 0x7F

/* Parameter i; `otherwise` where it was left out. At most 65534. */
static inline unsigned parameter(const struct parser *p, unsigned i, unsigned otherwise)
{
    return i < p->count && p->parameters[i] != PARAMETER_NONE ? p->parameters[i] : otherwise;
}

/* Parameter i of those for which 0 means 1, as leaving it out does. */
static inline unsigned parameter_from_1(const struct parser *p, unsigned i)
{
    unsigned n = parameter(p, i, 1);
    return n == 0 ? 1 : n;
}

/* Begins a sequence or a string: the parser enters a state, without parameters and other bytes. */
void sequence_begin(struct parser *p, enum parse_state state);

#endif

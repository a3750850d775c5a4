/* Reading the parameters of a control sequence: parameters are counted from 0. */
#ifndef TERM_SEQUENCE_H
#define TERM_SEQUENCE_H

#include "term/state.h"

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

#endif

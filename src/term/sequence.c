/* Parameters after the first LIMIT_PARAMETERS are ignored. */
#include "term/sequence.h"

void sequence_begin(struct parser *p, enum parse_state state)
{
    p->state = (uint8_t)state;
    p->prefix = 0;
    p->intermediate = 0;
    p->intermediates = 0;
    p->count = 0;
    p->colons = 0;
    p->truncated = 0;
}

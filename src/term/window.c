/* Only reports and the stack of titles are supported; all other operations are ignored. */
#include "term/window.h"

#include "term/answer.h"
#include "term/sequence.h"
#include "term/title.h"

#define CELL_PIXELS_WIDE 8u
#define CELL_PIXELS_HIGH 16u

void window_operation(struct feed *f)
{
    const struct term_state *s = &f->t->state;
    switch (parameter(&s->parser, 0, 0)) {
#define WINDOW(number, name, source, function, arguments)                                          \
    case number:                                                                                   \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        break;
    }
}

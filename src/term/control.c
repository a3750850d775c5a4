/*
 * Each table of sequences.def becomes a switch, which the compiler turns into an index. A sequence
 * that is not in the tables is ignored, as in every terminal.
 */
#include "term/control.h"

#include "term/answer.h"
#include "term/charset.h"
#include "term/colors.h"
#include "term/cursor.h"
#include "term/decrqss.h"
#include "term/edit.h"
#include "term/erase.h"
#include "term/margins.h"
#include "term/modes.h"
#include "term/osc.h"
#include "term/palette.h"
#include "term/print.h"
#include "term/query.h"
#include "term/rect.h"
#include "term/reset.h"
#include "term/scroll.h"
#include "term/sequence.h"
#include "term/sgr.h"
#include "term/tabs.h"
#include "term/title.h"
#include "term/watch.h"
#include "term/window.h"

#define KEY(prefix, intermediate, final)                                                           \
    ((unsigned)(prefix) << 16 | (unsigned)(intermediate) << 8 | (unsigned)(final))

static void control_bell(struct feed *f)
{
    f->t->state.bell_serial++;
}

static void control_run_c0(struct feed *f, uint8_t c)
{
    switch (c) {
#define C0(mnemonic, byte, name, source, function, arguments)                                      \
    case byte:                                                                                     \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        break;
    }
}

void control_c0(struct feed *f, uint8_t c)
{
    unsigned y = f->t->state.cursor.y;
    bool settles = f->watching && c >= '\b' && c <= '\r';
    unsigned column = settles ? watch_settle(f) : 0;
    control_run_c0(f, c);
    if (settles)
        watch_moved(f, column, c >= '\n' && c <= '\f' ? WATCH_LEFT : y);
}

static void control_designate(struct feed *f, uint8_t which, uint8_t final)
{
    switch (which) {
#define DESIGNATE(mnemonic, intermediate, name, source, function, arguments)                       \
    case intermediate:                                                                             \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        break;
    }
}

static void control_run_escape(struct feed *f, uint8_t final)
{
    const struct parser *p = &f->t->state.parser;
    uint8_t between = p->intermediates == 0 ? 0 : p->intermediate;
    switch (KEY(0, between, final)) {
#define ESCAPE(mnemonic, intermediate, final, name, source, function, arguments)                   \
    case KEY(0, intermediate, final):                                                              \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        control_designate(f, between, final);
        break;
    }
}

void control_escape(struct feed *f, uint8_t final)
{
    unsigned y = f->t->state.cursor.y;
    bool settles = f->watching && f->t->state.parser.intermediates == 0;
    unsigned column = settles ? watch_settle(f) : 0;
    control_run_escape(f, final);
    if (settles)
        watch_moved(f, column, final == 'D' || final == 'E' || final == 'M' ? WATCH_LEFT : y);
}

/* True for the operations on rectangles and columns, which came with the VT400. */
static bool control_needs_vt400(uint8_t intermediate, uint8_t final)
{
    return (intermediate == '$' && final >= 't') || intermediate == '*' || intermediate == '\'';
}

static void control_run_csi(struct feed *f, uint8_t final)
{
    const struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    unsigned n = parameter_from_1(p, 0), ps = parameter(p, 0, 0);
    if (s->level < LEVEL_LAST && control_needs_vt400(p->intermediate, final))
        return;
    switch (KEY(p->prefix, p->intermediate, final)) {
#define CSI(mnemonic, prefix, intermediate, final, name, source, function, arguments)              \
    case KEY(prefix, intermediate, final):                                                         \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        break;
    }
}

void control_csi(struct feed *f, uint8_t final)
{
    /* SGR, REP and requests do not move the cursor back or change what is left of it. */
    bool settles = f->watching && slice_find(SLICE("mbcnpqt"), final) < 0;
    unsigned y = f->t->state.cursor.y, column = settles ? watch_settle(f) : 0;
    control_run_csi(f, final);
    if (settles)
        watch_moved(f, column, y);
    f->edited |= settles && (final == '@' || final == 'P');
}

void control_osc(struct feed *f, bool bell)
{
    struct term *t = f->t;
    struct slice string = slice_make(t->string, t->state.parser.string_len), number;
    struct slice rest = slice_cut(string, ';', &number);
    uint64_t n;
    if (t->state.parser.truncated != 0 && t->state.parser.resume == 0)
        t->counts.strings_cut++;
    if (!slice_u64(number, &n)) {
        colors_linux(f, string);
        return;
    }
    switch (n) {
#define OSC(number, name, source, function, arguments)                                             \
    case number:                                                                                   \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        break;
    }
}

bool control_knows_dcs(uint8_t intermediate, uint8_t final)
{
    switch (KEY(0, intermediate, final)) {
#define DCS(mnemonic, intermediate, final, name, source, function, arguments)                      \
    case KEY(0, intermediate, final):                                                              \
        return true;
#include "term/sequences.def"
    default:
        return false;
    }
}

void control_dcs(struct feed *f)
{
    const struct parser *p = &f->t->state.parser;
    switch (KEY(0, p->intermediate, p->final)) {
#define DCS(mnemonic, intermediate, final, name, source, function, arguments)                      \
    case KEY(0, intermediate, final):                                                              \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        break;
    }
}

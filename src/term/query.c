/*
 * Queries, answered from here whoever is looking. Nothing that came from the program is ever echoed
 * back, so that no answer can be made to look like typing.
 */
#include "term/answer.h"
#include "term/parse.h"

#define CELL_PIXELS_WIDE 8
#define CELL_PIXELS_HIGH 16

static void answer(struct feed *f, const char *s)
{
    TEXT(a, 64);
    text_str(&a, s);
    answer_send(f, &a);
}

/* before, a, between, b, after: most answers are two numbers in a sequence. */
static void answer_pair(struct feed *f, const char *before, unsigned x, unsigned y,
                        const char *after)
{
    TEXT(a, 64);
    text_str(&a, before);
    text_u64(&a, x);
    text_char(&a, ';');
    text_u64(&a, y);
    text_str(&a, after);
    answer_send(f, &a);
}

/* DCS id ! ~ hhhh ST: the checksum is the negated sum. */
static void checksum(struct feed *f, unsigned id, unsigned sum)
{
    TEXT(a, 32);
    text_str(&a, "\033P");
    text_u64(&a, id);
    text_str(&a, "!~");
    for (unsigned shift = 16; shift > 0; shift -= 4)
        text_char(&a, "0123456789ABCDEF"[(0u - sum) >> (shift - 4) & 0xF]);
    text_str(&a, "\033\\");
    answer_send(f, &a);
}

static void position(struct feed *f, const char *before, const char *after)
{
    const struct term_state *s = &f->t->state;
    unsigned x = s->cursor.x + 1u, y = s->cursor.y + 1u;
    if (screen_mode(f, MODE_ORIGIN)) {
        x -= s->cursor.x >= s->left ? s->left : s->cursor.x;
        y -= s->cursor.y >= s->top ? s->top : s->cursor.y;
    }
    answer_pair(f, before, y, x, after);
}

static void dsr(struct feed *f)
{
    switch (parameter(&f->t->state.parser, 0, 0)) {
    case 5:
        answer(f, "\033[0n");
        break;
    case 6:
        position(f, "\033[", "R");
        break;
    default:
        break;
    }
}

static void dsr_private(struct feed *f)
{
    switch (parameter(&f->t->state.parser, 0, 0)) {
    case 6:
        position(f, "\033[?", ";1R"); /* page 1 */
        break;
    case 15:
        answer(f, "\033[?13n"); /* no printer */
        break;
    case 25:
        answer(f, "\033[?21n"); /* user-defined keys are locked */
        break;
    case 26:
        answer(f, "\033[?27;1;0;0n"); /* a North American keyboard */
        break;
    case 53:
    case 55:
        answer(f, "\033[?50n"); /* no locator */
        break;
    case 56:
        answer(f, "\033[?57;0n");
        break;
    case 62:
        answer(f, "\033[0*{"); /* no room for macros */
        break;
    case 63:
        checksum(f, parameter(&f->t->state.parser, 1, 0), 0);
        break;
    case 75:
        answer(f, "\033[?70n");
        break;
    case 85:
        answer(f, "\033[?83n");
        break;
    default:
        break;
    }
}

static void decrqm(struct feed *f, bool dec)
{
    unsigned number = parameter(&f->t->state.parser, 0, 0);
    answer_pair(f, dec ? "\033[?" : "\033[", number, modes_query(f, dec, number), "$y");
}

#define KEY(prefix, intermediate, final)                                                           \
    ((unsigned)(prefix) << 16 | (unsigned)(intermediate) << 8 | (final))

void query_csi(struct feed *f, uint8_t prefix, uint8_t intermediate, uint8_t final)
{
    bool zero = parameter(&f->t->state.parser, 0, 0) == 0;
    switch (KEY(prefix, intermediate, final)) {
    case KEY(0, 0, 'c'):
        if (zero) /* VT420: selective erase, horizontal scrolling, colours, rectangles */
            answer(f, "\033[?64;6;21;22;28c");
        break;
    case KEY('>', 0, 'c'):
        if (zero)
            answer(f, "\033[>41;400;0c");
        break;
    case KEY('=', 0, 'c'):
        if (zero)
            answer(f, "\033P!|00000000\033\\");
        break;
    case KEY(0, 0, 'n'):
        dsr(f);
        break;
    case KEY('?', 0, 'n'):
        dsr_private(f);
        break;
    case KEY('>', 0, 'q'):
        if (zero)
            answer(f, "\033P>|boundtty(" BOUNDTTY_VERSION ")\033\\");
        break;
    case KEY(0, '*', 'y'): /* DECRQCRA: so a conformance suite reads the screen */
        checksum(f, parameter(&f->t->state.parser, 0, 0), rect_sum(f));
        break;
    case KEY(0, '$', 'p'):
        decrqm(f, false);
        break;
    case KEY('?', '$', 'p'):
        decrqm(f, true);
        break;
    default:
        break;
    }
}

void query_window(struct feed *f)
{
    const struct term_state *s = &f->t->state;
    switch (parameter(&s->parser, 0, 0)) {
    case 11:
        answer(f, "\033[1t");
        break;
    case 13:
        answer(f, "\033[3;0;0t");
        break;
    case 14:
        answer_pair(f, "\033[4;", s->rows * (unsigned)CELL_PIXELS_HIGH,
                    s->cols * (unsigned)CELL_PIXELS_WIDE, "t");
        break;
    case 16:
        answer_pair(f, "\033[6;", CELL_PIXELS_HIGH, CELL_PIXELS_WIDE, "t");
        break;
    case 18:
        answer_pair(f, "\033[8;", s->rows, s->cols, "t");
        break;
    case 19:
        answer_pair(f, "\033[9;", s->rows, s->cols, "t");
        break;
    case 22:
        osc_title_push(f);
        break;
    case 23:
        osc_title_pop(f);
        break;
    default:
        break;
    }
}

static void color(struct text *a, unsigned base, uint32_t c)
{
    if (c == COLOR_DEFAULT)
        return;
    text_char(a, ';');
    if ((c & COLOR_RGB) != 0) {
        text_u64(a, base + 8);
        text_str(a, ":2::");
        text_u64(a, c >> 16 & 0xFF);
        text_char(a, ':');
        text_u64(a, c >> 8 & 0xFF);
        text_char(a, ':');
        text_u64(a, c & 0xFF);
        return;
    }
    c &= 0xFF;
    if (c < 16 && base != 50) {
        text_u64(a, c < 8 ? base + c : base + 60 + c - 8);
        return;
    }
    text_u64(a, base + 8);
    text_str(a, ":5:");
    text_u64(a, c);
}

static void status_sgr(const struct feed *f, struct text *a)
{
    static const uint8_t codes[9] = {1, 2, 3, 5, 6, 7, 8, 9, 53};
    const struct style *pen = &f->t->state.cursor.pen;
    text_char(a, '0');
    for (unsigned i = 0; i < 9; i++) {
        if ((pen->attributes >> i & 1) == 0)
            continue;
        text_char(a, ';');
        text_u64(a, codes[i]);
    }
    if (pen->underline != UNDERLINE_NONE) {
        text_str(a, pen->underline == UNDERLINE_SINGLE ? ";4" : ";4:");
        if (pen->underline != UNDERLINE_SINGLE)
            text_u64(a, pen->underline);
    }
    color(a, 30, pen->foreground);
    color(a, 40, pen->background);
    color(a, 50, pen->underline_color);
    text_char(a, 'm');
}

static void status_pair(struct text *a, unsigned x, unsigned y, const char *after)
{
    text_u64(a, x);
    text_char(a, ';');
    text_u64(a, y);
    text_str(a, after);
}

static void status_number(struct text *a, unsigned n, const char *after)
{
    text_u64(a, n);
    text_str(a, after);
}

/* What DECRQSS asks for, as the sequence that would set it; false where it is not known. */
static bool status(const struct feed *f, struct slice what, struct text *a)
{
    const struct term_state *s = &f->t->state;
    if (slice_equal(what, SLICE("m")))
        status_sgr(f, a);
    else if (slice_equal(what, SLICE("r")))
        status_pair(a, s->top + 1u, s->bottom + 1u, "r");
    else if (slice_equal(what, SLICE("s")))
        status_pair(a, s->left + 1u, s->right + 1u, "s");
    else if (slice_equal(what, SLICE(" q")))
        status_number(a, s->shape, " q");
    else if (slice_equal(what, SLICE("\"q")))
        status_number(a, s->cursor.protect, "\"q");
    else if (slice_equal(what, SLICE("\"p")))
        status_pair(a, 64, 1, "\"p");
    else if (slice_equal(what, SLICE("t")))
        status_number(a, s->rows, "t");
    else if (slice_equal(what, SLICE("$|")))
        status_number(a, s->cols, "$|");
    else if (slice_equal(what, SLICE("*|")))
        status_number(a, s->rows, "*|");
    else
        return false;
    return true;
}

/* DECRQSS; XTGETTCAP is refused, a terminal's capabilities are what TERM says. */
void query_dcs(struct feed *f)
{
    const struct parser *p = &f->t->state.parser;
    if (p->intermediate == '+') {
        answer(f, "\033P0+r\033\\");
        return;
    }
    TEXT(a, 128);
    text_str(&a, "\033P1$r");
    struct slice what = {f->t->string, p->truncated != 0 ? 0 : p->string_len};
    if (!status(f, what, &a)) {
        answer(f, "\033P0$r\033\\");
        return;
    }
    text_str(&a, "\033\\");
    answer_send(f, &a);
}

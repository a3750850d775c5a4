/*
 * What the control functions do: C0, ESC and CSI by their final byte. What is not known here is
 * ignored, as in every terminal.
 */
#include "term/cursor.h"
#include "term/parse.h"

static void line_feed(struct feed *f)
{
    cursor_index(f);
    if (screen_mode(f, MODE_NEWLINE))
        cursor_return(f);
}

void control_c0(struct feed *f, uint8_t c)
{
    struct term_state *s = &f->t->state;
    switch (c) {
    case 0x07:
        s->bell_serial++;
        break;
    case 0x08:
        cursor_back(f, 1);
        break;
    case 0x09:
        cursor_tab(f, 1);
        break;
    case 0x0A:
    case 0x0B:
    case 0x0C:
        line_feed(f);
        break;
    case 0x0D:
        cursor_return(f);
        break;
    case 0x0E:
        s->cursor.charset = 1;
        break;
    case 0x0F:
        s->cursor.charset = 0;
        break;
    default:
        break;
    }
}

/* ISO 2022: only ASCII, the UK set and DEC's line drawing differ in what is shown. */
static void designate(struct feed *f, uint8_t which, uint8_t final)
{
    bool ninety_six = which >= '-';
    unsigned g = (unsigned)which - (ninety_six ? ',' : '(');
    bool known = !ninety_six && (final == '0' || final == 'A');
    if (g < 4)
        f->t->state.cursor.charsets[g] = known ? final : 'B';
}

static void protect(struct feed *f, bool on, enum protection by)
{
    f->t->state.cursor.protect = on;
    if (on)
        f->t->state.protection = (uint8_t)by;
}

static void back_index(struct feed *f, bool back)
{
    const struct term_state *s = &f->t->state;
    unsigned edge = back ? s->left : s->right;
    if (s->cursor.x != edge) {
        if (back)
            cursor_back(f, 1);
        else
            cursor_forward(f, 1);
        return;
    }
    if (!screen_within(f))
        return;
    for (unsigned y = s->top; y <= s->bottom; y++) {
        if (back)
            screen_insert(f, y, s->left, 1);
        else
            screen_delete(f, y, s->left, 1);
    }
}

static void escape_plain(struct feed *f, uint8_t final)
{
    struct term_state *s = &f->t->state;
    switch (final) {
    case '6':
        back_index(f, true);
        break;
    case '7':
        cursor_save(f);
        break;
    case '8':
        cursor_restore(f);
        break;
    case '9':
        back_index(f, false);
        break;
    case '=':
        s->modes |= MODE_APPLICATION_KEYPAD;
        break;
    case '>':
        s->modes &= ~(uint32_t)MODE_APPLICATION_KEYPAD;
        break;
    case 'D':
        cursor_index(f);
        break;
    case 'E':
        cursor_index(f);
        cursor_return(f);
        break;
    case 'H':
        cursor_tab_set(f);
        break;
    case 'M':
        cursor_reverse_index(f);
        break;
    case 'N':
    case 'O':
        s->cursor.single_shift = (uint8_t)(final - 'N' + 2);
        break;
    case 'V':
    case 'W':
        protect(f, final == 'V', PROTECTION_ISO);
        break;
    case 'Z':
        query_csi(f, 0, 0, 'c');
        break;
    case 'c':
        modes_hard_reset(f);
        break;
    case 'n':
    case 'o':
        s->cursor.charset = (uint8_t)(final - 'n' + 2);
        break;
    default:
        break;
    }
}

void control_escape(struct feed *f, uint8_t final)
{
    const struct parser *p = &f->t->state.parser;
    if (p->intermediates == 0)
        escape_plain(f, final);
    else if (p->intermediate == '#' && final == '8')
        erase_alignment(f);
    else if (p->intermediate >= '(' && p->intermediate <= '/')
        designate(f, p->intermediate, final);
}

/* A pair of margins from one up, out of the two parameters: the second not given, or past the most,
 * is the most. False: they enclose less than two lines or columns, and nothing changes. */
static bool margin_pair(const struct parser *p, unsigned most, uint16_t *first, uint16_t *last)
{
    unsigned from = parameter_count(p, 0), to = parameter(p, 1, most);
    if (to == 0 || to > most)
        to = most;
    if (from >= to)
        return false;
    *first = (uint16_t)(from - 1);
    *last = (uint16_t)(to - 1);
    return true;
}

static void margins(struct feed *f)
{
    struct term_state *s = &f->t->state;
    if (margin_pair(&s->parser, s->rows, &s->top, &s->bottom))
        cursor_place(f, 0, 0);
}

/* CSI s: DECSLRM while DECLRMM is set, else SCOSC. */
static void side_margins(struct feed *f)
{
    struct term_state *s = &f->t->state;
    if (!screen_mode(f, MODE_MARGINS_SIDE))
        cursor_save(f);
    else if (margin_pair(&s->parser, s->cols, &s->left, &s->right))
        cursor_place(f, 0, 0);
}

static void insert_lines(struct feed *f, unsigned n, bool insert)
{
    struct term_state *s = &f->t->state;
    if (!screen_within(f))
        return;
    if (insert)
        screen_scroll_down(f, s->cursor.y, s->bottom, n);
    else
        screen_scroll_up(f, s->cursor.y, s->bottom, n);
    s->cursor.x = s->left;
    s->cursor.pending_wrap = 0;
}

static void insert_cells(struct feed *f, unsigned n, bool insert)
{
    struct cursor *c = &f->t->state.cursor;
    c->pending_wrap = 0;
    if (!screen_within_sides(f))
        return;
    if (insert)
        screen_insert(f, c->y, c->x, n);
    else
        screen_delete(f, c->y, c->x, n);
}

/* DECIC, DECDC at the cursor, SL, SR at the left margin: columns of all rows between the margins.*/
static void shift_columns(struct feed *f, unsigned x, bool insert)
{
    const struct term_state *s = &f->t->state;
    unsigned n = parameter_count(&s->parser, 0);
    if (!screen_within(f))
        return;
    for (unsigned y = s->top; y <= s->bottom; y++) {
        if (insert)
            screen_insert(f, y, x, n);
        else
            screen_delete(f, y, x, n);
    }
}

static bool csi_move(struct feed *f, uint8_t final)
{
    const struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    unsigned n = parameter_count(p, 0);
    switch (final) {
    case 'A':
    case 'k':
        cursor_up(f, n);
        break;
    case 'B':
        cursor_down(f, n);
        break;
    case 'C':
        cursor_forward(f, n);
        break;
    case 'D':
    case 'j':
        cursor_back(f, n);
        break;
    case 'E':
        cursor_down(f, n);
        cursor_return(f);
        break;
    case 'F':
        cursor_up(f, n);
        cursor_return(f);
        break;
    case 'G':
    case '`':
        cursor_column(f, n - 1);
        break;
    case 'H':
    case 'f':
        cursor_place(f, parameter_count(p, 1) - 1, n - 1);
        break;
    case 'I':
        cursor_tab(f, n);
        break;
    case 'Z':
        cursor_back_tab(f, n);
        break;
    case 'a':
        cursor_set(f, s->cursor.x + n, s->cursor.y);
        break;
    case 'd':
        cursor_line(f, n - 1);
        break;
    case 'e':
        cursor_set(f, s->cursor.x, s->cursor.y + n);
        break;
    default:
        return false;
    }
    return true;
}

static void csi_plain(struct feed *f, uint8_t final)
{
    struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    unsigned n = parameter_count(p, 0);
    switch (final) {
    case '@':
    case 'P':
        insert_cells(f, n, final == '@');
        break;
    case 'J':
        erase_display(f, parameter(p, 0, 0), false);
        break;
    case 'K':
        erase_line(f, parameter(p, 0, 0), false);
        break;
    case 'L':
    case 'M':
        insert_lines(f, n, final == 'L');
        break;
    case 'S':
        screen_scroll_off(f, n);
        break;
    case 'T':
    case '^':
        if (p->count <= 1) /* five parameters are xterm's highlight tracking */
            screen_scroll_down(f, s->top, s->bottom, n);
        break;
    case 'X':
        erase_characters(f, n);
        break;
    case 'b':
        print_repeat(f, n);
        break;
    case 'g':
        cursor_tab_clear(f, parameter(p, 0, 0));
        break;
    case 'h':
    case 'l':
        modes_set(f, final == 'h');
        break;
    case 'r':
        margins(f);
        break;
    case 's':
        side_margins(f);
        break;
    case 't':
        query_window(f);
        break;
    case 'u':
        cursor_restore(f);
        break;
    default:
        query_csi(f, 0, 0, final);
    }
}

static void csi_private(struct feed *f, uint8_t final)
{
    const struct parser *p = &f->t->state.parser;
    switch (final) {
    case 'J':
        erase_display(f, parameter(p, 0, 0), true);
        break;
    case 'K':
        erase_line(f, parameter(p, 0, 0), true);
        break;
    case 'h':
    case 'l':
        modes_set(f, final == 'h');
        break;
    case 'r':
    case 's':
        modes_kept(f, final == 's');
        break;
    default:
        query_csi(f, '?', 0, final);
    }
}

#define PAIR(intermediate, final) ((unsigned)(intermediate) << 8 | (final))

static void csi_intermediate(struct feed *f, uint8_t final)
{
    struct term_state *s = &f->t->state;
    unsigned n = parameter(&s->parser, 0, 0);
    switch (PAIR(s->parser.intermediate, final)) {
    case PAIR(' ', '@'):
        shift_columns(f, s->left, false);
        break;
    case PAIR(' ', 'A'):
        shift_columns(f, s->left, true);
        break;
    case PAIR(' ', 'q'):
        if (n <= 6)
            s->shape = (uint8_t)n;
        break;
    case PAIR('!', 'p'):
    case PAIR('"', 'p'): /* DECSCL: there is one level only, but it resets */
        modes_soft_reset(f);
        break;
    case PAIR('"', 'q'):
        protect(f, n == 1, PROTECTION_DEC);
        break;
    case PAIR('\'', '}'):
        shift_columns(f, s->cursor.x, true);
        break;
    case PAIR('\'', '~'):
        shift_columns(f, s->cursor.x, false);
        break;
    default:
        if (s->parser.intermediate != '$' || !rect_csi(f, final))
            query_csi(f, 0, s->parser.intermediate, final);
    }
}

void control_csi(struct feed *f, uint8_t final)
{
    const struct parser *p = &f->t->state.parser;
    if (p->prefix == 0 && p->intermediates == 0) {
        if (final == 'm')
            sgr_apply(f);
        else if (!csi_move(f, final))
            csi_plain(f, final);
    } else if (p->prefix == 0) {
        csi_intermediate(f, final);
    } else if (p->prefix == '?' && p->intermediates == 0) {
        csi_private(f, final);
    } else {
        query_csi(f, p->prefix, p->intermediate, final);
    }
}

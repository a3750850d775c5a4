/*
 * A frame is written step by step: the scrolling, the rows that changed, then what stands around
 * them (modes, title, bell, clipboard, cursor). A step that does not fit is left to the next frame,
 * a row is cut at a cell and goes on there. The viewer's cursor is known or not, and is moved by
 * CUP wherever it is not where the next cell goes: after the last column, and after a character
 * that another terminal may show in another number of columns, it is not known, so that a
 * disagreement never spreads beyond its cell.
 */
#include "term/paint.h"

#include "base/text.h"
#include "term/paint_bytes.h"

#include <string.h>

/* The most bytes that one cell takes, with what may come before it: a link's end and begin, a
 * style, a position. */
#define CELL_MAX (LIMIT_LINK_BYTES + 256)
/* Kept free at a frame's end, so that one that was cut off leaves no style and no link behind. */
#define CLOSE_MAX 16
/* What a frame holds before its first cell: a reset, another screen, a cleared one. */
#define BEGIN_MAX 64
/* The least room that a line which leaves the screen is begun in. */
#define LINE_LEAST (CELL_MAX + LINE_AFTER + 32)
/* What follows such a line: a reset, a position, the scroll. */
#define LINE_AFTER 32
_Static_assert(BEGIN_MAX + LINE_LEAST + CLOSE_MAX <= PAINT_ROOM, "a frame must make progress");
_Static_assert(LIMIT_ROWS + 2 * BEGIN_MAX + CLOSE_MAX <= PAINT_ROOM, "any scroll must fit");

/* Modes that the viewer is told of. */
#define TOLD_MODES                                                                                 \
    (MODE_APPLICATION_CURSOR | MODE_REVERSE_VIDEO | MODE_CURSOR_SHOWN | MODE_APPLICATION_KEYPAD |  \
     MODE_FOCUS | MODE_BRACKETED_PASTE)
/* The most bytes that telling all of them takes. */
#define MODES_MAX 256
/* The most bytes of the mark of a row that goes on. */
#define MARK_MAX 16
/* Lines that scrolled off and are painted all the same, where the viewer keeps them. */
#define KEEP_SCREENS 2

void paint_init(struct painter *p, bool keep_lines, bool clipboard)
{
    memset(p, 0, sizeof *p);
    p->fresh = 1;
    p->keep_lines = keep_lines;
    p->clipboard = clipboard;
}

void paint_forget(struct painter *p)
{
    p->fresh = 1;
}

static bool shows_other_screen(const struct painter *p, const struct term_state *s)
{
    return p->fresh || p->resize_serial != s->resize_serial || p->active != s->active;
}

bool paint_due(const struct painter *p, const struct term *t)
{
    const struct term_state *s = &t->state;
    if (shows_other_screen(p, s) || p->scrolled != s->scrolled || p->mouse != s->mouse ||
        p->encoding != s->encoding || p->shape != s->shape || p->modes != (s->modes & TOLD_MODES) ||
        p->title_serial != s->title_serial || p->bell_serial != s->bell_serial ||
        (p->clipboard && p->clipboard_serial != s->clipboard_serial) || !p->cursor_sure ||
        p->cursor_x != s->cursor.x || p->cursor_y != s->cursor.y)
        return true;
    if (p->tick == s->tick)
        return false;
    for (uint16_t y = 0; y < s->rows; y++)
        if (term_row(t, y)->changed > p->seen[y])
            return true;
    return false;
}

/* One frame under way. */
struct frame {
    struct painter *p;
    const struct term *t;
    struct text out;
    struct pen pen; /* what the viewer's SGR and link are */
    uint16_t x, y;  /* the viewer's cursor */
    bool sure;      /* it is there */
};

static size_t room(const struct frame *f)
{
    return f->out.size - f->out.len;
}

static void move(struct frame *f, uint16_t x, uint16_t y)
{
    if (f->sure && f->x == x && f->y == y)
        return;
    if (f->sure && f->y == y && x == 0)
        text_char(&f->out, '\r');
    else
        bytes_position(&f->out, x, y);
    f->x = x;
    f->y = y;
    f->sure = true;
}

/* Takes an unknown screen, or another one, to a blank one in the window's modes. */
static void begin_screen(struct frame *f)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->t->state;
    bool all = p->fresh;
    if (all || p->active != s->active)
        bytes_mode(&f->out, 1049, s->active == SCREEN_ALTERNATE);
    text_str(&f->out, "\x1b[0m\x1b[2J");
    bytes_link(&f->out, (struct slice){0});
    memset(p->seen, 0, sizeof p->seen);
    p->cols = s->cols;
    p->rows = s->rows;
    p->resize_serial = s->resize_serial;
    p->active = s->active;
    p->scrolled = s->scrolled;
    p->top = f->t->history.state.next;
    p->part_row = 0;
    p->part_col = 0;
    if (all) {
        p->told = 0;
        p->title_serial = s->title_serial - 1;
        p->fresh = 0;
    }
    if (!p->attached) {
        p->bell_serial = s->bell_serial;
        p->clipboard_serial = s->clipboard_serial;
        p->attached = 1;
    }
    f->sure = false;
}

/* A new style and link, where they differ from what the viewer has. */
static void use_pen(struct frame *f, const struct pen *pen)
{
    bytes_pen(&f->out, &f->pen, pen);
}

static struct pen pen_of(const struct term *t, struct cell c)
{
    struct pen pen = {.style = t->styles.entries[c.style]};
    const struct link *l = &t->links.entries[c.link];
    pen.link = c.link ? (struct slice){l->uri, l->len} : (struct slice){0};
    return pen;
}

static bool is_erased(struct cell c)
{
    return (c.text & (CELL_VALUE | CELL_CLUSTER | CELL_TAIL)) == 0;
}

static bool same_look(struct cell a, struct cell b)
{
    return a.style == b.style && a.link == b.link;
}

/* How many cells from x on are erased and look the same. */
static uint16_t blank_run(const struct cell *cells, uint16_t x, uint16_t cols)
{
    uint16_t n = 0;
    while (x + n < cols && is_erased(cells[x + n]) && same_look(cells[x + n], cells[x]))
        n++;
    return n;
}

/* Blanks up to the row's end by EL, others by ECH; both with the style's background. */
static void put_blanks(struct frame *f, uint16_t n, bool to_end)
{
    if (to_end) {
        text_str(&f->out, "\x1b[K");
        return;
    }
    text_str(&f->out, "\x1b[");
    text_u64(&f->out, n);
    text_char(&f->out, 'X');
}

static void put_character(struct frame *f, const struct cell *cells, uint16_t x, uint16_t cols)
{
    uint8_t utf8[LIMIT_CLUSTER_POINTS * 4];
    struct cell c = cells[x];
    uint16_t columns = (c.text & CELL_WIDE) ? 2 : 1;
    size_t n = term_cell_text(f->t, c, utf8);
    text_add(&f->out, (struct slice){utf8, n});
    f->x = (uint16_t)(f->x + columns);
    if (f->x >= cols || !bytes_width_is_sure(c))
        f->sure = false;
}

/* Whether the bytes are printable ASCII cells of one look: as many as are. */
static uint16_t ascii_run(const struct cell *cells, uint16_t x, uint16_t cols)
{
    uint16_t n = 0;
    while (x + n < cols && (uint32_t)((cells[x + n].text & ~CELL_PROTECTED) - 0x20) < 0x5F &&
           same_look(cells[x + n], cells[x]))
        n++;
    return n;
}

static uint16_t put_ascii(struct frame *f, const struct cell *cells, uint16_t x, uint16_t cols)
{
    uint16_t n = ascii_run(cells, x, cols);
    size_t most = room(f);
    if (n > most)
        n = (uint16_t)most;
    for (uint16_t i = 0; i < n; i++)
        f->out.at[f->out.len++] = (char)(cells[x + i].text & CELL_VALUE);
    f->x = (uint16_t)(f->x + n);
    if (f->x >= cols)
        f->sure = false;
    return n;
}

/* Paints a row from *x on; false: the room ended, *x says where. */
static bool put_row(struct frame *f, uint16_t y, uint16_t *x)
{
    const struct cell *cells = term_cells(f->t, y);
    uint16_t cols = f->t->state.cols;
    while (*x < cols) {
        if (room(f) < CELL_MAX)
            return false;
        struct cell c = cells[*x];
        if (c.text & CELL_TAIL) {
            (*x)++;
            continue;
        }
        struct pen pen = pen_of(f->t, c);
        uint16_t n = 1;
        move(f, *x, y);
        if (is_erased(c)) {
            n = blank_run(cells, *x, cols);
            pen.link = (struct slice){0};
            use_pen(f, &pen);
            put_blanks(f, n, *x + n == cols);
        } else {
            use_pen(f, &pen);
            n = ascii_run(cells, *x, cols) > 0 ? put_ascii(f, cells, *x, cols) : 0;
            if (n == 0) {
                put_character(f, cells, *x, cols);
                n = (c.text & CELL_WIDE) ? 2 : 1;
            }
        }
        *x = (uint16_t)(*x + n);
    }
    return true;
}

/* The viewer's screen moves up by n rows, of which the new ones are blank. */
static void put_scroll(struct frame *f, uint16_t n)
{
    struct painter *p = f->p;
    struct pen plain = {0};
    use_pen(f, &plain);
    move(f, 0, (uint16_t)(p->rows - 1));
    for (uint16_t i = 0; i < n; i++)
        text_char(&f->out, '\n');
    memmove(p->seen, p->seen + n, (size_t)(p->rows - n) * sizeof *p->seen);
    memset(p->seen + p->rows - n, 0, n * sizeof *p->seen);
    p->part_col = 0;
}

/* One line that has left the screen is painted into the first row, which then leaves the viewer's
 * too. A line that may have been cut waits for a frame of its own. */
static bool put_line_and_scroll(struct frame *f, size_t begun)
{
    struct painter *p = f->p;
    size_t len = 0, before = f->out.len;
    struct history_line line;
    struct pen plain = {0};
    if (room(f) < LINE_LEAST)
        return false;
    use_pen(f, &plain);
    move(f, 0, 0);
    text_str(&f->out, "\x1b[K");
    size_t most = room(f) - LINE_AFTER;
    if (history_find(&f->t->history, p->top, &line))
        len = paint_line(&line, (uint8_t *)f->out.at + f->out.len, most);
    if (most - len < CELL_MAX && before > begun) {
        f->out.len = before;
        f->sure = false;
        return false;
    }
    f->out.len += len;
    bytes_pen_reset(&f->out, &f->pen);
    f->sure = false;
    put_scroll(f, 1);
    p->top++;
    p->scrolled++;
    return true;
}

/* Real scrolling, where the viewer keeps up; else every row is painted again. */
static bool scroll(struct frame *f, size_t begun)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->t->state;
    uint64_t behind = s->scrolled - p->scrolled;
    bool lines = p->keep_lines && p->active == SCREEN_MAIN &&
                 f->t->history.state.next - p->top == behind &&
                 behind <= (uint64_t)KEEP_SCREENS * s->rows;
    while (lines && p->scrolled != s->scrolled)
        if (!put_line_and_scroll(f, begun))
            return false;
    behind = s->scrolled - p->scrolled;
    if (behind >= s->rows) {
        memset(p->seen, 0, sizeof p->seen);
        p->part_col = 0;
    } else if (behind > 0) {
        if (room(f) < behind + BEGIN_MAX)
            return false;
        put_scroll(f, (uint16_t)behind);
    }
    p->scrolled = s->scrolled;
    p->top = f->t->history.state.next;
    return true;
}

/* Says of a row that it goes on in the next one, so that a viewer copies the two as one line. */
static bool put_mark(struct frame *f, uint16_t y)
{
    if (f->p->keep_lines || term_row(f->t, y)->wrapped == 0)
        return true;
    if (room(f) < MARK_MAX)
        return false;
    text_str(&f->out, "\x1b]7681;");
    text_u64(&f->out, y + 1u);
    text_char(&f->out, '\a');
    return true;
}

static bool rows(struct frame *f)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->t->state;
    for (uint16_t y = 0; y < s->rows; y++) {
        uint64_t changed = term_row(f->t, y)->changed;
        if (changed <= p->seen[y])
            continue;
        /* A row that was cut off goes on where it was, if it did not change since. */
        uint16_t x = p->part_row == y && p->part_tick == changed ? p->part_col : 0;
        bool whole = put_row(f, y, &x) && put_mark(f, y);
        p->part_row = y;
        p->part_col = whole ? 0 : x;
        p->part_tick = changed;
        if (!whole)
            return false;
        p->seen[y] = s->tick;
    }
    return true;
}

static void tell_mouse(struct frame *f)
{
    static const uint16_t tracking[] = {0, 9, 1000, 1002, 1003}, encodings[] = {0, 1006, 1015};
    struct painter *p = f->p;
    const struct term_state *s = &f->t->state;
    if (p->told && p->mouse == s->mouse && p->encoding == s->encoding)
        return;
    if (p->mouse)
        bytes_mode(&f->out, tracking[p->mouse], false);
    if (p->encoding)
        bytes_mode(&f->out, encodings[p->encoding], false);
    if (!p->told)
        text_str(&f->out, "\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l");
    if (s->encoding)
        bytes_mode(&f->out, encodings[s->encoding], true);
    if (s->mouse)
        bytes_mode(&f->out, tracking[s->mouse], true);
    p->mouse = s->mouse;
    p->encoding = s->encoding;
}

static void tell_modes(struct frame *f)
{
    static const struct {
        uint32_t mode;
        uint16_t number;
    } numbers[] = {
        {MODE_APPLICATION_CURSOR, 1}, {MODE_REVERSE_VIDEO, 5},      {MODE_CURSOR_SHOWN, 25},
        {MODE_FOCUS, 1004},           {MODE_BRACKETED_PASTE, 2004},
    };
    struct painter *p = f->p;
    const struct term_state *s = &f->t->state;
    uint32_t modes = s->modes & TOLD_MODES, other = p->told ? modes ^ p->modes : TOLD_MODES;
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (other & numbers[i].mode)
            bytes_mode(&f->out, numbers[i].number, (modes & numbers[i].mode) != 0);
    if (other & MODE_APPLICATION_KEYPAD)
        text_str(&f->out, (modes & MODE_APPLICATION_KEYPAD) ? "\x1b=" : "\x1b>");
    if (!p->told || p->shape != s->shape) {
        text_str(&f->out, "\x1b[");
        text_u64(&f->out, s->shape);
        text_str(&f->out, " q");
    }
    p->modes = modes;
    p->shape = s->shape;
}

static bool around(struct frame *f)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->t->state;
    if (room(f) < MODES_MAX + LIMIT_TITLE_BYTES)
        return false;
    tell_mouse(f);
    tell_modes(f);
    p->told = 1;
    if (p->title_serial != s->title_serial) {
        text_str(&f->out, "\x1b]0;");
        text_add(&f->out, term_title(f->t));
        text_char(&f->out, '\a');
        p->title_serial = s->title_serial;
    }
    if (p->bell_serial != s->bell_serial) {
        text_char(&f->out, '\a');
        p->bell_serial = s->bell_serial;
    }
    return true;
}

/* The clipboard goes in one frame, where the frame can hold it at all: a text larger than the frame
 * is dropped, as a viewer's clipboard is better unchanged than cut. */
static bool clipboard(struct frame *f, size_t begun)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->t->state;
    size_t need = s->clipboard_len + 16;
    if (p->clipboard_serial == s->clipboard_serial)
        return true;
    bool wanted = p->clipboard && s->clipboard_len > 0; /* none while another one is gathered */
    if (wanted && need > room(f) && f->out.len > begun)
        return false;
    if (wanted && need <= room(f)) {
        text_str(&f->out, "\x1b]52;c;");
        text_add(&f->out, (struct slice){f->t->clipboard, s->clipboard_len});
        text_char(&f->out, '\a');
    }
    p->clipboard_serial = s->clipboard_serial;
    return true;
}

static bool finish(struct frame *f)
{
    struct painter *p = f->p;
    const struct cursor *c = &f->t->state.cursor;
    if (room(f) < BEGIN_MAX)
        return false;
    move(f, c->x, c->y);
    p->cursor_x = c->x;
    p->cursor_y = c->y;
    p->cursor_sure = 1;
    return true;
}

size_t paint_frame(struct painter *p, const struct term *t, uint8_t *out, size_t size, bool *whole)
{
    struct frame f = {.p = p, .t = t};
    text_init(&f.out, (char *)out, size - CLOSE_MAX);
    bytes_pen_reset(&f.out, &f.pen);
    size_t begun = f.out.len;
    f.x = p->cursor_x;
    f.y = p->cursor_y;
    f.sure = p->cursor_sure;
    p->cursor_sure = 0;
    if (shows_other_screen(p, &t->state))
        begin_screen(&f);
    *whole = scroll(&f, begun) && rows(&f) && around(&f) && clipboard(&f, begun) && finish(&f);
    if (*whole)
        p->tick = t->state.tick;
    f.out.size = size;
    use_pen(&f, &(struct pen){0});
    return f.out.len;
}

size_t paint_line(struct history_line *line, uint8_t *out, size_t size)
{
    struct history_cell cell;
    struct text o;
    struct pen pen = {0};
    text_init(&o, (char *)out, size);
    while (o.size - o.len >= CELL_MAX && history_cell(line, &cell)) {
        uint8_t utf8[4];
        struct pen here = {.style = cell.style, .link = cell.link};
        bytes_pen(&o, &pen, &here);
        if (cell.count == 0)
            text_char(&o, ' ');
        for (uint32_t i = 0; i < cell.count; i++)
            text_add(&o, (struct slice){utf8, utf8_put(cell.points[i], utf8)});
    }
    if (pen.link.len > 0)
        bytes_link(&o, (struct slice){0});
    return o.len;
}

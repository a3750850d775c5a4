/*
 * A frame is written in steps: scrolling, changed rows, modes, title, bell, clipboard, cursor. A
 * step that does not fit is left to the next frame, but a row may be split after any cell and is
 * continued in the next frame.
 */
#include "term/paint.h"

#include "term/paint_bytes.h"
#include "term/paint_line.h"
#include "term/paint_palette.h"
#include "term/paint_row.h"
#include "term/paint_state.h"
#include "term/term.h"
#include "term/wrap.h"

#include <string.h>

/* Bytes reserved at the end of a frame: even a frame that was cut off resets its style and link. */
#define CLOSE_MAX 16
/* The most bytes before a frame's first cell: a reset, a switch of screens, an erasure. */
#define BEGIN_MAX 64
/* The most bytes after a line that has left the screen: a reset, a position, the scroll. */
#define LINE_AFTER 32
/* The least room, in bytes, in which such a line is started. */
#define LINE_MIN (BYTES_CELL_MAX + LINE_AFTER + 32)
_Static_assert(BEGIN_MAX + LINE_MIN + LIMIT_LINK_BYTES + CLOSE_MAX <= PAINT_ROOM,
               "a frame must make progress");
_Static_assert(LIMIT_ROWS + 2 * BEGIN_MAX + CLOSE_MAX <= PAINT_ROOM, "any scroll must fit");

/* The most bytes in the mark of a wrapped row. */
#define MARK_MAX 16
/* The most lines that scrolled off and are still painted for a viewer that keeps them, in
 * screens. */
#define KEEP_SCREENS 2

/* One frame under way. */
struct frame {
    struct painter *p;
    struct paint_out o;
};

void paint_init(struct painter *p, bool keep_lines, bool clipboard)
{
    memset(p, 0, sizeof *p);
    p->fresh = 1;
    p->keep_lines = keep_lines;
    p->clipboard = clipboard;
}

void paint_invalidate(struct painter *p)
{
    p->fresh = 1;
}

static bool paint_shows_other_screen(const struct painter *p, const struct term_state *s)
{
    return p->fresh || p->resize_serial != s->resize_serial || p->active != s->active;
}

bool paint_due(const struct painter *p, const struct term *t)
{
    const struct term_state *s = &t->state;
    if (paint_shows_other_screen(p, s) || p->scrolled != s->scrolled || p->mouse != s->mouse ||
        p->encoding != s->encoding || p->shape != s->shape ||
        p->modes != (s->modes & PAINT_MODES) || p->title_serial != s->title_serial ||
        p->palette_serial != s->palette_serial || p->bell_serial != s->bell_serial ||
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

/* Clears the viewer's screen if it is unknown or not the active one. */
static void paint_begin_screen(struct frame *f)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->o.t->state;
    bool all = p->fresh;
    if (all || p->active != s->active)
        bytes_mode(&f->o.bytes, 1049, s->active == SCREEN_ALTERNATE);
    text_str(&f->o.bytes, "\x1b[0m\x1b[2J");
    bytes_link(&f->o.bytes, (struct slice){0});
    memset(p->seen, 0, sizeof p->seen);
    p->cols = s->cols;
    p->rows = s->rows;
    p->resize_serial = s->resize_serial;
    p->active = s->active;
    p->scrolled = s->scrolled;
    p->top = f->o.t->history.state.next;
    p->part_row = 0;
    p->part_col = 0;
    if (all) {
        p->reported = 0;
        p->palette_again = p->colored;
        p->palette_serial = 0;
        p->palette_next = 0;
        p->title_serial = s->title_serial - 1;
        p->fresh = 0;
    }
    if (!p->attached) {
        p->bell_serial = s->bell_serial;
        p->clipboard_serial = s->clipboard_serial;
        p->attached = 1;
    }
    f->o.sure = false;
}

/* Scrolls the viewer's screen up by n rows (at most p->rows); the new rows are blank. */
static void paint_scroll_by(struct frame *f, uint16_t n)
{
    struct painter *p = f->p;
    struct pen plain = {0};
    paint_pen(&f->o, &plain);
    paint_move(&f->o, 0, (uint16_t)(p->rows - 1));
    for (uint16_t i = 0; i < n; i++)
        text_char(&f->o.bytes, '\n');
    memmove(p->seen, p->seen + n, (size_t)(p->rows - n) * sizeof *p->seen);
    memset(p->seen + p->rows - n, 0, n * sizeof *p->seen);
    p->part_col = 0;
}

/* Paints one line that has left the screen into the viewer's first row, then scrolls it off. False
 * if there is not enough room; a line that was truncated is painted again at the start of the next
 * frame. */
static bool paint_line_and_scroll(struct frame *f, size_t begun)
{
    struct painter *p = f->p;
    size_t len = 0, before = f->o.bytes.len;
    bool whole = true;
    struct history_line line;
    struct pen plain = {0};
    if (paint_room(&f->o) < LINE_MIN)
        return false;
    paint_pen(&f->o, &plain);
    paint_move(&f->o, 0, 0);
    text_str(&f->o.bytes, "\x1b[K");
    size_t most = paint_room(&f->o) - LINE_AFTER;
    if (history_find(&f->o.t->history, p->top, &line))
        len = paint_line(&line, (uint8_t *)f->o.bytes.at + f->o.bytes.len, most, &whole);
    if (!whole && before > begun) {
        f->o.bytes.len = before;
        f->o.sure = false;
        return false;
    }
    f->o.bytes.len += len;
    bytes_pen_reset(&f->o.bytes, &f->o.pen);
    f->o.sure = false;
    paint_scroll_by(f, 1);
    p->top++;
    p->scrolled++;
    return true;
}

/* Scrolls the viewer's screen. If it is a screen or more late, all rows are repainted instead. */
static bool paint_scroll(struct frame *f, size_t begun)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->o.t->state;
    uint64_t late = s->scrolled - p->scrolled;
    bool lines = p->keep_lines && p->active == SCREEN_MAIN &&
                 f->o.t->history.state.next - p->top == late &&
                 late <= (uint64_t)KEEP_SCREENS * s->rows;
    while (lines && p->scrolled != s->scrolled)
        if (!paint_line_and_scroll(f, begun))
            return false;
    late = s->scrolled - p->scrolled;
    if (late >= s->rows) {
        memset(p->seen, 0, sizeof p->seen);
        p->part_col = 0;
    } else if (late > 0) {
        if (paint_room(&f->o) < late + BEGIN_MAX)
            return false;
        paint_scroll_by(f, (uint16_t)late);
    }
    p->scrolled = s->scrolled;
    p->top = f->o.t->history.state.next;
    return true;
}

/* Marks a row whose line continues in the next row; viewers copy the two as one line. */
static bool paint_mark(struct frame *f, uint16_t y)
{
    if (f->p->keep_lines || !wrap_continues(f->o.t, f->p->active, y))
        return true;
    if (paint_room(&f->o) < MARK_MAX)
        return false;
    text_str(&f->o.bytes, "\x1b]7681;");
    text_u64(&f->o.bytes, y + 1u);
    text_char(&f->o.bytes, '\a');
    return true;
}

static bool paint_rows(struct frame *f)
{
    struct painter *p = f->p;
    const struct term_state *s = &f->o.t->state;
    for (uint16_t y = 0; y < s->rows; y++) {
        uint64_t changed = term_row(f->o.t, y)->changed;
        if (changed <= p->seen[y])
            continue;
        /* A split row continues at the column where it stopped, unless it has changed since. */
        uint16_t x = p->part_row == y && p->part_tick == changed ? p->part_col : 0;
        bool whole = paint_row(&f->o, y, &x) && paint_mark(f, y);
        p->part_row = y;
        p->part_col = whole ? 0 : x;
        p->part_tick = changed;
        if (!whole)
            return false;
        p->seen[y] = s->tick;
    }
    return true;
}

static bool paint_cursor(struct frame *f)
{
    struct painter *p = f->p;
    const struct cursor *c = &f->o.t->state.cursor;
    if (paint_room(&f->o) < BEGIN_MAX)
        return false;
    paint_move(&f->o, c->x, c->y);
    p->cursor_x = c->x;
    p->cursor_y = c->y;
    p->cursor_sure = 1;
    return true;
}

size_t paint_frame(struct painter *p, const struct term *t, uint8_t *out, size_t size, bool *whole)
{
    struct frame f = {.p = p, .o = {.t = t}};
    text_init(&f.o.bytes, (char *)out, size - CLOSE_MAX);
    bytes_pen_reset(&f.o.bytes, &f.o.pen);
    size_t begun = f.o.bytes.len;
    f.o.x = p->cursor_x;
    f.o.y = p->cursor_y;
    f.o.sure = p->cursor_sure;
    p->cursor_sure = 0;
    if (paint_shows_other_screen(p, &t->state))
        paint_begin_screen(&f);
    *whole = paint_scroll(&f, begun) && paint_rows(&f) && paint_state(p, &f.o) &&
             paint_palette(p, &f.o) && paint_clipboard(p, &f.o, begun) && paint_cursor(&f);
    if (*whole)
        p->tick = t->state.tick;
    f.o.bytes.size = size;
    paint_pen(&f.o, &(struct pen){0});
    return f.o.bytes.len;
}

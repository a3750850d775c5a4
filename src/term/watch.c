/* Only columns are counted while characters are printed, and only where a row wraps; the text of a
 * line is made when the line is looked at. */
#include "term/watch.h"

#include "term/transcript.h"

#include <string.h>

/* In a line without control functions, columns after which it is looked at, so that its text fits
 * (LIMIT_LINE_BYTES). */
#define WRITTEN_MAX (LIMIT_LINE_BYTES / 8)

/* The column after the last one printed. */
static unsigned watch_column(const struct feed *f)
{
    const struct cursor *c = &f->t->state.cursor;
    return c->x + (c->pending_wrap != 0 ? 1u : 0u);
}

static bool watch_active(const struct watch *w, uint64_t now_ms)
{
    return w->id != 0 && w->found == 0 && now_ms < w->until_ms;
}

void watch_begin(struct feed *f)
{
    struct term *t = f->t;
    for (unsigned i = 0; i < LIMIT_WAITS; i++)
        if (watch_active(&t->transcript.watches[i], f->now_ms))
            (void)transcript_mark(t);
    f->watching = transcript_records(t);
    f->from = (uint16_t)watch_column(f);
}

/* The number of bytes that two texts have in common at their starts. */
static size_t common_bytes(struct slice a, struct slice b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.at[n] == b.at[n])
        n++;
    return n;
}

/* The offset of the echo in a line that begins with something else, a prompt; SIZE_MAX: none. */
static size_t watch_echo_at(struct slice line, struct slice echo)
{
    size_t last = line.len > echo.len ? line.len - echo.len : 0;
    bool longer = echo.len == LIMIT_ECHO_BYTES - 1; /* more of it follows */
    for (size_t at = longer ? 1 : last; at > 0 && at <= last; at++)
        if (slice_equal(slice_part(line, at, echo.len), echo))
            return at;
    return SIZE_MAX;
}

static bool watch_matches(const struct watch *w, const struct line_text *l, size_t before,
                          bool first_line)
{
    struct slice echo = slice_make(w->echo, w->echo_len), rest = slice_from(l->text, w->mark);
    size_t after = l->from, common = common_bytes(rest, echo), at;
    if (echo.len == LIMIT_ECHO_BYTES - 1 && common == echo.len)
        common = rest.len;
    bool echoed = common == echo.len || common == rest.len;
    if (echo.len > 0 && first_line && echoed && w->mark + common > after)
        after = w->mark + common;
    if (echo.len > 0 && !first_line && (at = watch_echo_at(l->text, echo)) < before)
        before = at;
    return glob_matches(slice_make(w->pattern, w->pattern_len), l->text, after, before);
}

/* Looks at the cursor's line. columns: number of those printed since the last time. */
static void watch_look(struct feed *f, size_t columns)
{
    struct term *t = f->t;
    struct line_text l = lines_read(t, t->state.cursor.y, columns, f->u->line);
    size_t before = f->edited ? l.text.len : l.cursor;
    transcript_put(t, &l, before);
    for (unsigned i = 0; i < LIMIT_WAITS; i++) {
        struct watch *w = &t->transcript.watches[i];
        if (watch_active(w, f->now_ms) &&
            watch_matches(w, &l, before, w->line == t->state.transcript.line))
            w->found = t->state.transcript.next;
    }
}

unsigned watch_settle(struct feed *f)
{
    unsigned end = watch_column(f);
    size_t columns = f->written + (end > f->from ? end - f->from : 0);
    if (f->watching && (columns > 0 || f->edited))
        watch_look(f, columns);
    f->written = 0;
    f->edited = false;
    return end;
}

/* Whether columns x0 to x1 - 1 of the cursor's row are blank. */
static bool watch_are_blank(const struct feed *f, unsigned x0, unsigned x1)
{
    const struct cell *cells =
        screen_grid(f)->cells + (size_t)screen_at(f, f->t->state.cursor.y)->slot * f->t->state.cols;
    while (x0 < x1 && (!cell_written(cells[x0]) || (cells[x0].text & CELL_VALUE) == ' '))
        x0++;
    return x0 >= x1;
}

void watch_moved(struct feed *f, unsigned column, unsigned y)
{
    unsigned x = watch_column(f);
    if (f->t->state.cursor.y != y)
        f->t->state.transcript.line++;
    else if (column < x && watch_are_blank(f, column, x))
        x = column; /* as if the blanks were printed */
    f->from = (uint16_t)x;
}

void watch_before_wrap(struct feed *f, bool joins)
{
    struct cursor *c = &f->t->state.cursor;
    unsigned end = c->x + 1u; /* the cursor is in the last column that was printed */
    if (joins) {
        f->written += f->from < end ? end - f->from : 0;
        return;
    }
    c->pending_wrap = 1;
    watch_settle(f);
    c->pending_wrap = 0;
}

void watch_after_wrap(struct feed *f, bool joins)
{
    f->from = f->t->state.cursor.x;
    if (!joins)
        f->t->state.transcript.line++;
    else if (f->written >= WRITTEN_MAX)
        watch_settle(f);
}

void watch_start(struct term *t, struct undo *u, struct watch *w, struct slice pattern,
                 struct slice echo)
{
    w->found = 0;
    w->pattern_len = (uint8_t)pattern.len;
    memcpy(w->pattern, pattern.at, pattern.len);
    w->echo_len = (uint16_t)echo.len;
    if (echo.len > 0)
        memcpy(w->echo, echo.at, echo.len);
    (void)transcript_mark(t);
    w->line = t->state.transcript.line;
    w->mark = (uint16_t)lines_read(t, t->state.cursor.y, 0, u->line).cursor;
}

void watch_screen(struct term *t, struct undo *u, struct watch *w)
{
    for (unsigned y = 0; y < t->state.rows && w->found == 0; y++) {
        if (y > 0 && lines_continue(t, y - 1))
            continue;
        struct line_text l = lines_read(t, y, 0, u->line);
        l.from = 0;
        if (watch_matches(w, &l, SIZE_MAX, false))
            w->found = t->state.transcript.next;
    }
}

bool watch_since(struct term *t, struct undo *u, struct watch *w, uint64_t position)
{
    struct line_text l = {.from = 0};
    size_t before;
    if (!transcript_keeps(t, position))
        return false;
    while (w->found == 0 && transcript_read(t, &position, &l, &before, u->line))
        if (watch_matches(w, &l, before, false))
            w->found = position;
    return true;
}

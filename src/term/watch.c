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

/* Whether the pattern matches what is between the offsets and not the echo after a prompt. */
static bool watch_matches(const struct watch *w, struct slice text, size_t after, size_t before)
{
    size_t echo = w->echo_len > 0 ? watch_echo_at(text, slice_make(w->echo, w->echo_len)) : before;
    return glob_matches(slice_make(w->pattern, w->pattern_len), text, after,
                        echo < before ? echo : before);
}

/* Returns the offset after the echo, or a part of it that has come so far, in a line in which it
 * may be without a prompt: in the line of the mark after the mark, and as long as the echo was not
 * seen (what was typed before is echoed first) at the start of a line. 0: there is none. */
static size_t watch_echo_end(struct watch *w, struct slice text, uint32_t line)
{
    size_t start = line == w->line ? w->mark : 0;
    struct slice echo = slice_make(w->echo, w->echo_len), rest = slice_from(text, start);
    size_t common = common_bytes(rest, echo);
    bool whole = common == echo.len;
    if (common == 0 || (!whole && common < rest.len) ||
        (line != w->line && w->echoed != 0 && w->echo_line != line))
        return 0;
    if (whole) {
        w->echoed = 1;
        w->echo_line = line;
    }
    return whole && echo.len == LIMIT_ECHO_BYTES - 1 ? text.len : start + common;
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
        if (!watch_active(w, f->now_ms))
            continue;
        size_t echo = watch_echo_end(w, l.text, t->state.transcript.line);
        if (watch_matches(w, l.text, echo > l.from ? echo : l.from, before))
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
    const struct cell *cells = screen_cells(f, f->t->state.cursor.y);
    while (x0 < x1 && cell_is_blank(cells[x0]))
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
    w->echoed = 0;
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
        if (watch_matches(w, l.text, 0, SIZE_MAX))
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
        if (watch_matches(w, l.text, l.from, before))
            w->found = position;
    return true;
}

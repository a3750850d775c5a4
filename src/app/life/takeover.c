/*
 * The checks of a takeover. The tables are checked first, since everything else is found through
 * them; then the unfinished resize, chunk and input of each window are completed. A terminal whose
 * invariants do not hold is replaced by an empty one: the window's PTY is kept, and a change of
 * size and back makes its program draw again.
 */
#include "app/life/takeover.h"

#include "app/io/input.h"
#include "app/io/output.h"
#include "app/life/lifecycle.h"
#include "base/bug.h"
#include "base/log.h"
#include "term/check.h"
#include "term/term.h"

#include <string.h>

static void takeover_resize(void)
{
    struct board *b = app.board;
    if (b->resizing < LIMIT_WINDOWS && b->scratch.ready)
        resize_apply(&b->windows[b->resizing].term, &b->scratch);
    if (b->resizing < LIMIT_WINDOWS)
        resize_done(&b->scratch);
    b->resizing = LIMIT_WINDOWS;
}

static void takeover_redraw(struct window *w)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "window-redrawn");
    log_u64(&l, "window", w->index);
    log_close(&l);
    uint16_t cols = w->cols, rows = w->rows;
    term_size_clamp(&cols, &rows);
    memset(&w->term, 0, sizeof w->term);
    memset(&w->chunk, 0, sizeof w->chunk);
    term_init(&w->term, cols, rows);
    app.board->redrawn++;
    windows_live(w)->redraw = true;
}

static void takeover_window(struct window *w)
{
    bool fits = w->chunk.len <= sizeof w->chunk.bytes && w->chunk.phase <= CHUNK_WAITING &&
                ring_used(&w->input.ring) <= sizeof w->input.bytes;
    if (!fits) {
        memset(&w->input, 0, sizeof w->input);
        takeover_redraw(w);
        return;
    }
    input_take_over(w);
    output_take_over(w);
    if (!term_check(&w->term))
        takeover_redraw(w);
}

void takeover_check(void)
{
    struct board *b = app.board;
    BUG_UNLESS(board_fits(b));
    BUG_UNLESS(table_check(&b->window_table, b->window_slots));
    BUG_UNLESS(table_check(&b->session_table, b->session_slots));
    BUG_UNLESS(table_check(&b->login_table, b->login_slots));
    takeover_resize();
    uint16_t slot = 0;
    struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL)
        takeover_window(w);
    /* Only after all windows: the one that was being fed may be the last. */
    b->undo.active = 0;
    b->feeding = LIMIT_WINDOWS;
}

void takeover_finish(void)
{
    lifecycle_unheld();
}

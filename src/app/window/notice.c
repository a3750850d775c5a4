/*
 * The notices. They are written on the main screen at the cursor; a program's alternate screen is
 * left first. They pass through the engine like output, outside the transaction of a chunk.
 */
#include "app/window/notice.h"

#include "term/term.h"

static void notice_feed(struct window *w, struct slice bytes)
{
    if (w->term.state.active == SCREEN_ALTERNATE)
        term_feed(&w->term, &app.board->undo, SLICE("\x1b[?1049l"), 0);
    term_feed(&w->term, &app.board->undo, bytes, 0);
}

void notice_put(struct window *w, const char *what, const char *why)
{
    TEXT(source, 128);
    TEXT(t, LIMIT_NAME_BYTES + 256);
    source_describe(&w->source, &source);
    text_str(&t, "\x1b[!p\r\n\x1b[7m ");
    text_add(&t, text_slice(&source));
    text_char(&t, ' ');
    text_str(&t, what);
    text_str(&t, *why ? ": " : "");
    text_str(&t, why);
    text_str(&t, " \x1b[0m\r\n");
    notice_feed(w, text_slice(&t));
}

void notice_restart(struct window *w)
{
    notice_feed(w, SLICE("\x1b[!p\x1b F" PALETTE_RESET "\x1b[0m\r\n\x1b[J"));
}

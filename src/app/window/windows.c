/*
 * A window passes through the phases of board.h: idle (declared, not started yet), starting (the
 * keeper was asked), running (its PTY or device came), away (its device did not, or is gone: it is
 * asked for again and again), ending (asked to end), ended or failed (until it is started again or
 * closed). Every change that a list shows grows the board's list_serial, by which viewers know to
 * fetch the list again.
 *
 * Indices within a session only grow: an address that once named a window never names another.
 */
#include "app/window/windows.h"

#include "app/core/link.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/output.h"
#include "app/io/raw.h"
#include "app/io/window_log.h"
#include "app/life/respawn.h"
#include "app/view/viewer.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/errors.h"
#include "board/message.h"
#include "os/memory.h"
#include "source/name.h"
#include "term/term.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static struct live lives[LIMIT_WINDOWS];

void windows_init(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        lives[i] = (struct live){.fd = -1, .watch = -1};
}

uint16_t windows_slot(const struct window *w)
{
    return (uint16_t)(w - app.board->windows);
}

struct live *windows_live(const struct window *w)
{
    return &lives[windows_slot(w)];
}

struct handle windows_handle(const struct window *w)
{
    return table_handle(app.board->window_slots, windows_slot(w));
}

struct window *windows_find(struct handle h)
{
    struct board *b = app.board;
    return table_holds(&b->window_table, b->window_slots, h) ? &b->windows[h.index] : NULL;
}

static bool same_handle(struct handle a, struct handle b)
{
    return a.index == b.index && a.generation == b.generation;
}

struct window *windows_next(const struct session *s, uint16_t *slot)
{
    while (*slot < LIMIT_WINDOWS) {
        uint16_t i = (*slot)++;
        struct window *w = &app.board->windows[i];
        if (app.board->window_slots[i].taken && (!s || same_handle(w->session, sessions_handle(s))))
            return w;
    }
    return NULL;
}

struct window *windows_by_index(const struct session *s, uint32_t index)
{
    uint16_t slot = 0;
    struct window *w;
    while ((w = windows_next(s, &slot)) != NULL)
        if (w->index == index)
            return w;
    return NULL;
}

void windows_log(struct log_line *l, enum log_level level, const char *event,
                 const struct window *w)
{
    log_open(l, level, event);
    const struct session *s = sessions_find(w->session);
    if (s)
        log_str(l, "session", sessions_name(s));
    log_u64(l, "window", w->index);
}

static void log_window(const char *event, const struct window *w)
{
    struct log_line l;
    windows_log(&l, LOG_INFO, event, w);
    if (w->pid > 0)
        log_u64(&l, "pid", (uint64_t)w->pid);
    TEXT(ending, LIMIT_NAME_BYTES + 128);
    windows_ending(w, &ending);
    if (ending.len > 0)
        log_str(&l, "ending", text_slice(&ending));
    log_close(&l);
}

/* Its argv, or the default command's; empty: the shell, or no program. */
struct slice windows_words(const struct window *w)
{
    struct slice words = source_argv(&w->source);
    if (words.len == 0 && w->source.kind == SOURCE_COMMAND)
        words = slice_make(app.config->command, app.config->command_len);
    return words;
}

/* The last word of a path: the device's, or the command's; a host's or another's name. */
static void name_after_source(struct window *w)
{
    struct slice words = windows_words(w), word = SLICE("shell");
    if (words.len > 0)
        slice_cut(words, 0, &word);
    else if (!source_option(&w->source, "device", &word) &&
             !source_option(&w->source, "host", &word))
        (void)source_option(&w->source, "target", &word);
    struct slice head, rest = word;
    while (slice_find(rest, '/') >= 0)
        rest = slice_cut(rest, '/', &head);
    if (!name_valid(rest))
        rest = SLICE("window");
    memcpy(w->name, rest.at, rest.len);
    w->name_len = (uint16_t)rest.len;
}

static void ask_for_start(struct window *w)
{
    w->phase = PHASE_STARTING;
    w->pid = 0;
    w->status = 0;
    w->error = 0;
    w->request++;
    app.board->list_serial++;
    windows_live(w)->asked = true;
    window_log_open(w);
    link_start(w);
}

void windows_start(struct window *w)
{
    w->line = (struct line_state){0};
    respawn_started(w);
    ask_for_start(w);
}

static void window_fill(struct window *w, struct session *s, const struct source *source)
{
    uint64_t now = (uint64_t)clock_unix();
    w->session = sessions_handle(s);
    w->index = s->next_index++;
    w->request = 0;
    w->phase = PHASE_IDLE;
    w->pid = 0;
    w->created_unix = now;
    w->active_unix = now;
    w->ended_unix = 0;
    w->removing = 0;
    w->name_given = 0;
    w->start = START_BOOT;
    w->renew = 0;
    w->declared = 0;
    w->input_lock = 0;
    w->breaker = (struct breaker){.policy = RESPAWN_NEVER};
    w->cols = app.config->cols;
    w->rows = app.config->rows;
    w->source = *source;
    w->line = (struct line_state){0};
    term_init(&w->term, w->cols, w->rows);
    name_after_source(w);
}

enum outcome windows_open(struct session *s, struct slice name, const struct source *source,
                          struct window **made)
{
    if (name.len > 0 && !name_valid(name))
        return OUTCOME_BAD_NAME;
    struct board *b = app.board;
    uint16_t slot = table_take(&b->window_table, b->window_slots);
    if (slot == TABLE_NONE)
        return OUTCOME_WINDOWS_FULL;
    struct window *w = &b->windows[slot];
    lives[slot] = (struct live){.fd = -1, .watch = -1};
    window_fill(w, s, source);
    if (name.len > 0)
        (void)windows_rename(w, name);
    app.board->list_serial++;
    *made = w;
    return OUTCOME_OK;
}

enum outcome windows_rename(struct window *w, struct slice name)
{
    if (!name_valid(name))
        return OUTCOME_BAD_NAME;
    memcpy(w->name, name.at, name.len);
    w->name_len = (uint16_t)name.len;
    w->name_given = 1;
    app.board->list_serial++;
    return OUTCOME_OK;
}

/* Something of our own, on the main screen, where the cursor is (restored where a program left the
 * other one). */
static void show(struct window *w, struct slice bytes)
{
    if (w->term.state.active == SCREEN_ALTERNATE)
        term_feed(&w->term, &app.board->undo, SLICE("\x1b[?1049l"), 0);
    term_feed(&w->term, &app.board->undo, bytes, 0);
}

enum outcome windows_restart(struct window *w)
{
    if (w->phase == PHASE_AWAY) {
        windows_reopen(w);
        return OUTCOME_OK;
    }
    if (!windows_over(w) && w->phase != PHASE_IDLE)
        return OUTCOME_BUSY;
    /* What the last program left switched on is switched off; its text stays to be read. */
    if (w->phase != PHASE_IDLE)
        show(w, SLICE("\x1b[!p\x1b[0m\r\n\x1b[J"));
    windows_start(w);
    return OUTCOME_OK;
}

static void window_give(struct window *w)
{
    struct session *s = sessions_find(w->session);
    viewers_dismiss(w, "the window was closed");
    raw_end(w);
    window_log_close(w);
    respawn_forget(w);
    output_close(w);
    /* Nothing that was shown or typed here is found by the place's next window. */
    os_shared_clear(&w->input, sizeof *w - offsetof(struct window, input));
    table_give(&app.board->window_table, app.board->window_slots, windows_slot(w));
    app.board->list_serial++;
    if (s && sessions_windows(s) == 0)
        sessions_give(s);
}

/* Whether the keeper has nothing of it, and will not. */
static bool rests(const struct window *w)
{
    return windows_over(w) || w->phase == PHASE_IDLE ||
           (w->phase == PHASE_AWAY && !windows_live(w)->asked);
}

void windows_close(struct window *w)
{
    if (rests(w)) {
        window_give(w);
        return;
    }
    w->removing = 1;
    w->phase = PHASE_ENDING;
    app.board->list_serial++;
    link_end(windows_handle(w), w->request);
}

void windows_renew(struct window *w)
{
    app.board->list_serial++;
    if (w->phase == PHASE_IDLE || (windows_over(w) && w->start != START_BOOT))
        return; /* the next start is of the new source */
    if (windows_over(w) || w->phase == PHASE_AWAY) {
        (void)windows_restart(w);
        return;
    }
    w->renew = 1;
    w->phase = PHASE_ENDING;
    link_end(windows_handle(w), w->request);
}

void windows_look(struct window *w)
{
    struct session *s = sessions_find(w->session);
    BUG_UNLESS(s);
    s->active = w->index;
    s->active_unix = (uint64_t)clock_unix();
}

void windows_resize(struct window *w, uint16_t cols, uint16_t rows)
{
    term_size_clamp(&cols, &rows);
    w->cols = cols;
    w->rows = rows;
    if (w->term.state.cols == cols && w->term.state.rows == rows)
        return;
    struct board *b = app.board;
    b->resizing = windows_slot(w);
    term_resize(&w->term, &b->scratch, cols, rows);
    resize_done(&b->scratch);
    b->resizing = LIMIT_WINDOWS;
    output_size(w);
}

bool windows_over(const struct window *w)
{
    return w->phase == PHASE_ENDED || w->phase == PHASE_FAILED;
}

const char *phase_name(uint32_t phase)
{
    static const char *const names[] = {"starting", "running", "ending", "ended",
                                        "failed",   "idle",    "away"};
    return phase < COUNT(names) ? names[phase] : "unknown";
}

/* The window that an answer of the keeper is about; NULL where it was for an earlier start, or
 * where a predecessor had closed the window and died before it could say so. */
static struct window *answered(struct handle h, uint32_t request)
{
    struct window *w = windows_find(h);
    return w && w->request == request ? w : NULL;
}

void windows_started(struct handle h, uint32_t request, int32_t pid, int fd, bool held)
{
    struct window *w = answered(h, request);
    if (!w || w->phase == PHASE_ENDED) {
        close(fd); /* a predecessor noted the end already, or has closed the window */
        if (!w)
            link_end(h, request);
        return;
    }
    windows_live(w)->asked = false;
    w->pid = pid;
    output_open(w, fd);
    if (held)
        window_log_open(w);
    if (windows_is_line(w))
        line_opened(w, w->phase == PHASE_STARTING || w->phase == PHASE_AWAY);
    if (windows_live(w)->redraw)
        output_redraw(w);
    output_size(w);
    if (w->removing || w->phase == PHASE_ENDING) {
        w->phase = PHASE_ENDING;
        link_end(h, request);
    } else if (w->phase == PHASE_STARTING || w->phase == PHASE_AWAY) {
        if (w->phase == PHASE_AWAY)
            windows_note(w, "is there", "");
        w->phase = PHASE_RUNNING;
        app.board->list_serial++;
        log_window("window-started", w);
    }
    input_flush(w);
}

static void over(struct window *w, uint32_t phase)
{
    w->phase = phase;
    w->ended_unix = (uint64_t)clock_unix();
    app.board->list_serial++;
    log_window("window-ended", w);
    input_clear(w);
    output_close(w);
    raw_end(w);
    window_log_close(w);
    windows_live(w)->asked = false;
    respawn_look(w);
}

/* The keeper has been told to forget what ended. */
static void go_on(struct window *w)
{
    if (w->removing) {
        window_give(w);
    } else if (w->renew) {
        w->renew = 0;
        (void)windows_restart(w);
    }
}

void windows_note(struct window *w, const char *what, const char *why)
{
    char storage[LIMIT_NAME_BYTES + 256], described[128];
    struct text t, source;
    text_init(&source, described, sizeof described);
    source_describe(&w->source, &source);
    text_init(&t, storage, sizeof storage);
    text_str(&t, "\x1b[!p\r\n\x1b[7m ");
    text_add(&t, text_slice(&source));
    text_char(&t, ' ');
    text_str(&t, what);
    text_str(&t, *why ? ": " : "");
    text_str(&t, why);
    text_str(&t, " \x1b[0m\r\n");
    show(w, text_slice(&t));
}

bool windows_is_line(const struct window *w)
{
    return w->source.kind == SOURCE_SERIAL || w->source.kind == SOURCE_TCP;
}

/* Once a time, not at each try. why: in words; empty: as the error has it. */
static void begin_away(struct window *w, int32_t error, struct slice why)
{
    bool gone = error == ENOENT || error == ENXIO || error == ENODEV;
    bool again = w->phase == PHASE_AWAY && (gone || w->error == error);
    char words[LIMIT_NAME_BYTES + 64];
    w->error = error;
    if (again)
        return;
    w->phase = PHASE_AWAY;
    app.board->list_serial++;
    if (why.len == 0 || !slice_copy(why, words, sizeof words))
        (void)slice_copy(slice_of(error_text(error)), words, sizeof words);
    windows_note(w, "is away", words);
    log_window("window-away", w);
}

void windows_away(struct handle h, uint32_t request, int32_t error, const struct source *said)
{
    struct window *w = answered(h, request);
    struct slice why = {0};
    (void)source_option(said, "why", &why);
    if (!w)
        return;
    windows_live(w)->asked = false;
    if (w->removing) {
        window_give(w);
    } else if (w->phase == PHASE_ENDING) {
        over(w, PHASE_ENDED);
    } else {
        begin_away(w, error, why);
        respawn_look(w);
    }
}

void windows_lost(struct window *w)
{
    int error = windows_live(w)->error;
    output_close(w);
    link_lost(windows_handle(w), w->request);
    if (w->phase == PHASE_RUNNING) {
        bool ended = error == 0 || error == EIO;
        begin_away(w, ended ? ENODEV : error,
                   !ended ? (struct slice){0}
                   : w->source.kind == SOURCE_SERIAL
                       ? SLICE("it was unplugged")
                       : SLICE("the other side ended the connection"));
        respawn_look(w);
    }
}

void windows_reopen(struct window *w)
{
    if (windows_live(w)->asked)
        return;
    w->request++;
    windows_live(w)->asked = true;
    window_log_open(w);
    link_start(w);
}

void windows_failed(struct handle h, uint32_t request, int32_t error)
{
    struct window *w = answered(h, request);
    if (w && w->phase != PHASE_FAILED) {
        w->error = error;
        over(w, PHASE_FAILED);
    }
    link_forget(h, request);
    if (w)
        go_on(w);
}

void windows_ended(struct handle h, uint32_t request, int32_t status, int32_t memory)
{
    struct window *w = answered(h, request);
    if (w && w->phase != PHASE_ENDED) {
        output_drain(w);
        w->status = status;
        w->memory = (uint8_t)memory;
        over(w, PHASE_ENDED);
    }
    link_forget(h, request);
    if (w)
        go_on(w);
}

void windows_unheld(void)
{
    uint16_t slot = 0;
    struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL) {
        bool held = windows_live(w)->fd >= 0;
        if (!held && w->removing) {
            window_give(w);
            continue;
        }
        if (windows_over(w) && w->renew)
            go_on(w);
        else if (!windows_over(w) && w->phase != PHASE_IDLE && !held)
            w->phase == PHASE_AWAY ? windows_reopen(w) : ask_for_start(w);
        respawn_look(w);
    }
}

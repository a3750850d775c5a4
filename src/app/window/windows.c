/*
 * The slots of windows. A free slot keeps nothing of its last window: screen, history and input are
 * cleared when the slot is freed, the rest when it is taken. Every change that a list of windows
 * shows increments the board's list_serial, which makes viewers fetch the list again.
 *
 * Numbers within a session only grow: an address that once named a window never names another.
 */
#include "app/window/windows.h"

#include "base/bug.h"
#include "base/clock.h"
#include "os/memory.h"
#include "source/name.h"
#include "term/term.h"

#include <string.h>

static struct live lives[LIMIT_WINDOWS];
static uint8_t flags[LIMIT_WINDOWS]; /* bits of enum window_flag */

static const struct live live_none = {.fd = -1, .watch = -1};

void windows_init(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        lives[i] = live_none;
    memset(flags, 0, sizeof flags);
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

struct window *windows_next(const struct session *s, uint16_t *slot)
{
    while (*slot < LIMIT_WINDOWS) {
        uint16_t i = (*slot)++;
        struct window *w = &app.board->windows[i];
        if (app.board->window_slots[i].taken &&
            (!s || handle_equal(w->session, sessions_handle(s))))
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

uint16_t windows_count(const struct session *s)
{
    uint16_t slot = 0, n = 0;
    while (windows_next(s, &slot))
        n++;
    return n;
}

uint16_t windows_viewers(const struct session *s)
{
    uint16_t slot = 0, n = 0;
    struct window *w;
    while ((w = windows_next(s, &slot)) != NULL)
        n = (uint16_t)(n + windows_live(w)->viewers);
    return n;
}

void windows_raise(const struct window *w, enum window_flag flag)
{
    flags[windows_slot(w)] |= (uint8_t)flag;
}

struct window *windows_next_flagged(enum window_flag flag, uint16_t *slot)
{
    while (*slot < LIMIT_WINDOWS) {
        uint16_t i = (*slot)++;
        if (!(flags[i] & flag))
            continue;
        flags[i] &= (uint8_t)~flag;
        return &app.board->windows[i];
    }
    return NULL;
}

bool windows_flagged(void)
{
    unsigned any = 0;
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        any |= flags[i];
    return any != 0;
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

struct slice windows_words(const struct window *w)
{
    struct slice words = source_argv(&w->source);
    if (words.len == 0 && w->source.kind == SOURCE_COMMAND)
        words = slice_make(app.config->command, app.config->command_len);
    return words;
}

/* Names a window after its source: the last component of the device or command, or the name of
 * the host or tmux session. */
static void windows_name_after_source(struct window *w)
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

void windows_begin_life(struct window *w)
{
    w->incarnation = ++app.board->incarnations;
    app.board->list_serial++;
}

/* Fills a free slot. Members not set here are zero: memset() clears those before `input`,
 * windows_give() the others. */
static void windows_fill(struct window *w, struct session *s, const struct source *source)
{
    uint64_t now = clock_ms();
    memset(w, 0, offsetof(struct window, input));
    w->session = sessions_handle(s);
    w->index = s->next_index++;
    w->phase = PHASE_IDLE;
    w->created_ms = now;
    w->active_ms = now;
    w->start = START_BOOT;
    w->breaker.policy = RESPAWN_NEVER;
    w->cols = app.config->cols;
    w->rows = app.config->rows;
    w->source = *source;
    windows_begin_life(w);
    term_init(&w->term, w->cols, w->rows);
    windows_name_after_source(w);
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
    windows_fill(w, s, source);
    if (name.len > 0)
        (void)windows_rename(w, name);
    b->list_serial++;
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

/* Makes the next window of its session, or else the one before it, the active one. */
static void windows_activate_neighbour(const struct window *w, struct session *s)
{
    const struct window *next = NULL, *before = NULL, *other;
    uint16_t slot = 0;
    while ((other = windows_next(s, &slot)) != NULL) {
        if (other->index > w->index && (!next || other->index < next->index))
            next = other;
        if (other->index < w->index && (!before || other->index > before->index))
            before = other;
    }
    if (next || before)
        s->active = next ? next->index : before->index;
}

void windows_give(struct window *w)
{
    struct board *b = app.board;
    uint16_t slot = windows_slot(w);
    struct session *s = sessions_find(w->session);
    if (s && s->active == w->index)
        windows_activate_neighbour(w, s);
    if (s)
        s->active_ms = clock_ms();
    BUG_UNLESS(lives[slot].fd < 0);
    lives[slot] = live_none;
    flags[slot] = FLAG_CLOSED;
    os_shared_clear(&w->input, sizeof *w - offsetof(struct window, input));
    table_give(&b->window_table, b->window_slots, slot);
    b->list_serial++;
}

void windows_touch(struct window *w)
{
    w->active_ms = clock_ms();
}

uint64_t windows_activity(const struct session *s)
{
    uint64_t latest = s->active_ms;
    uint16_t slot = 0;
    const struct window *w;
    while ((w = windows_next(s, &slot)) != NULL)
        if (w->active_ms > latest)
            latest = w->active_ms;
    return latest;
}

void windows_activate(struct window *w)
{
    struct session *s = sessions_find(w->session);
    BUG_UNLESS(s);
    s->active = w->index;
    windows_touch(w);
}

bool windows_over(const struct window *w)
{
    return w->phase == PHASE_ENDED || w->phase == PHASE_FAILED;
}

const char *windows_phase_name(uint32_t phase)
{
    static const char *const names[PHASES] = {
        [PHASE_STARTING] = "starting", [PHASE_RUNNING] = "running", [PHASE_ENDING] = "ending",
        [PHASE_ENDED] = "ended",       [PHASE_FAILED] = "failed",   [PHASE_IDLE] = "idle",
        [PHASE_AWAY] = "away",
    };
    return phase < COUNT(names) ? names[phase] : "unknown";
}

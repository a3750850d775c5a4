/*
 * Viewers stand in a table beside the connections', slot for slot. A server process begins with a
 * table of zeros that nobody has touched: the slots of viewers that never came cost nothing.
 */
#include "app/view/viewer.h"

#include "app/io/input.h"
#include "app/io/output.h"
#include "app/life/declared.h"
#include "app/view/frames.h"
#include "base/clock.h"
#include "base/log.h"

#include <string.h>

static struct viewer viewers[LIMIT_CONNECTIONS];

struct viewer *viewer_of(const struct conn *c)
{
    return &viewers[conn_index(c)];
}

static bool watches(const struct viewer *v, const struct window *w)
{
    struct handle h = windows_handle(w);
    return v->dialect != DIALECT_NONE && v->window.index == h.index &&
           v->window.generation == h.generation;
}

struct viewer *viewers_next(const struct window *w, struct conn **after)
{
    struct conn *c = *after;
    while ((c = net_next(c)) != NULL) {
        struct viewer *v = viewer_of(c);
        if (watches(v, w)) {
            *after = c;
            return v;
        }
    }
    return NULL;
}

static void log_viewer(const struct conn *c, bool gone)
{
    struct log_line l;
    log_open(&l, LOG_INFO, gone ? "viewer-gone" : "viewer-connected");
    log_str(&l, "address", slice_of(conn_address(c)));
    const struct viewer *v = viewer_of(c);
    log_str(&l, "session", slice_make(v->session, v->session_len));
    log_u64(&l, "window", v->index);
    log_str(&l, "dialect", v->dialect == DIALECT_V1 ? SLICE("boundtty.v1") : SLICE("tty"));
    if (gone) {
        log_u64(&l, "seconds", (clock_ms() - conn_since_ms(c)) / 1000);
        log_u64(&l, "bytes", conn_sent(c));
        log_u64(&l, "frames", v->frames);
        log_u64(&l, "skipped", v->skipped);
    }
    log_close(&l);
}

static void note_session(struct viewer *v, const struct session *s)
{
    if (!s)
        return;
    memcpy(v->session, s->name, s->name_len);
    v->session_len = s->name_len;
}

void viewer_open(struct conn *c, struct window *w, enum dialect dialect, enum role role,
                 uint64_t now_ms)
{
    struct viewer *v = viewer_of(c);
    memset(v, 0, sizeof *v);
    v->dialect = dialect;
    v->role = role;
    v->window = windows_handle(w);
    v->index = w->index;
    note_session(v, sessions_find(w->session));
    v->first = true;
    v->client = INPUT_NO_CLIENT;
    v->deadline_ms = now_ms + app.config->header_ms;
    if (role != ROLE_NONE)
        viewer_enter(c, v);
}

bool viewer_has_room(const struct conn *c, const struct window *w)
{
    const struct session *s = sessions_find(w->session);
    if (s && windows_viewers(s) < app.config->viewers_per_session)
        return true;
    figures_count(&app.board->figures, FIGURE_VIEWERS_LIMITED, 1);
    log_limit("viewers-per-session", slice_of(conn_address(c)));
    return false;
}

void viewer_enter(struct conn *c, struct viewer *v)
{
    struct window *w = windows_find(v->window);
    v->entered = true;
    windows_live(w)->viewers++;
    log_viewer(c, false);
}

/* Who had the window's size has gone: it gets that of one who stays and is looking. */
static void hand_on(struct window *w)
{
    struct conn *c = NULL;
    struct viewer *v;
    windows_live(w)->owner = (struct handle){0};
    while (windows_live(w)->owner.generation == 0 && (v = viewers_next(w, &c)) != NULL)
        if (v->greeted && !v->paused)
            viewer_claim(c, v);
}

void viewer_close(struct conn *c)
{
    struct viewer *v = viewer_of(c);
    if (v->dialect == DIALECT_NONE)
        return;
    struct window *w = windows_find(v->window);
    if (w && v->entered)
        windows_live(w)->viewers--;
    if (v->entered)
        log_viewer(c, true);
    v->entered = false;
    v->dialect = DIALECT_NONE;
    if (w && viewer_owns(c, w))
        hand_on(w);
}

bool viewer_owns(const struct conn *c, const struct window *w)
{
    struct handle owner = windows_live(w)->owner, own = conn_handle(c);
    return owner.index == own.index && owner.generation == own.generation;
}

void viewer_greet(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    struct window *w = windows_find(v->window);
    if (v->role == ROLE_FULL && v->dialect == DIALECT_V1)
        v->client = input_client(w, v->id, now_ms);
    v->greeted = true;
    paint_init(&v->painter, v->dialect == DIALECT_TTY, app.config->clipboard);
    windows_activate(w);
    declared_attached(w);
    viewer_claim(c, v);
    frames_welcome(c, v);
}

void viewer_claim(struct conn *c, struct viewer *v)
{
    struct window *w = windows_find(v->window);
    if (v->role != ROLE_FULL || v->cols == 0)
        return;
    windows_live(w)->owner = conn_handle(c);
    output_resize(w, v->cols, v->rows);
}

void viewer_dismiss(struct conn *c)
{
    viewer_close(c);
    ws_close(c, 1000, "the window was closed");
}

void viewers_resume(const struct window *w)
{
    struct conn *c = NULL;
    struct viewer *v;
    while ((v = viewers_next(w, &c)) != NULL) {
        if (v->blocked)
            conn_resume(c);
        v->blocked = false;
    }
}

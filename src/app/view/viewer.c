/* The window takes a viewer's size at its first message, and again whenever the viewer reports that
 * it is being looked at (a claim). The window's size follows the viewer that claimed it last. */
#include "app/view/viewer.h"

#include "app/io/input.h"
#include "app/io/output.h"
#include "app/life/declared.h"
#include "app/life/lifecycle.h"
#include "app/view/input_lock.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/upgrade.h"
#include "term/term.h"

#include <string.h>

static void viewer_log(const struct conn *c, const struct viewer *v, bool gone)
{
    struct log_line l;
    log_open(&l, LOG_INFO, gone ? "viewer-gone" : "viewer-connected");
    log_str(&l, "address", slice_of(conn_address(c)));
    log_str(&l, "session", slice_make(v->session, v->session_len));
    log_u64(&l, "window", v->index);
    log_str(&l, "dialect", slice_of(v->dialect->name));
    if (gone) {
        log_u64(&l, "seconds", (clock_ms() - conn_since_ms(c)) / 1000);
        log_u64(&l, "bytes", conn_sent(c));
        log_u64(&l, "frames", v->frames);
        log_u64(&l, "skipped", v->skipped);
    }
    log_close(&l);
}

static void viewer_note_session(struct viewer *v, const struct session *s)
{
    if (!s)
        return;
    memcpy(v->session, s->name, s->name_len);
    v->session_len = s->name_len;
}

void viewer_open(struct conn *c, struct window *w, const struct dialect *dialect, enum role role,
                 uint64_t now_ms)
{
    struct viewer *v = viewers_take(c);
    v->dialect = dialect;
    v->role = role;
    v->window = windows_handle(w);
    v->index = w->index;
    viewer_note_session(v, sessions_find(w->session));
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
    viewers_enter(v);
    viewer_log(c, v, false);
}

/* Closes the other connections of the viewer's client: what they still send was sent again here,
 * or belongs to another client that chose the same id. */
static void viewer_replace(const struct conn *own, const struct viewer *v, const struct window *w)
{
    struct conn *c = NULL;
    const struct viewer *other;
    while ((other = viewers_next(w, &c)) != NULL)
        if (c != own && other->greeted && other->id == v->id)
            viewer_refuse(c, WS_CLOSE_POLICY, "another connection has this client id");
}

void viewer_greet(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    struct window *w = windows_find(v->window);
    if (v->role == ROLE_FULL && v->id != 0) {
        viewer_replace(c, v, w);
        v->client = input_client(w, v->id, now_ms, &v->resumed);
        if (v->discards && input_lock_admits(w, v))
            (void)lifecycle_discard(w);
    }
    v->greeted = true;
    paint_init(&v->painter, v->dialect->keeps_lines, app.config->clipboard);
    windows_activate(w);
    declared_attached(w);
    viewer_claim(c, v);
    (void)v->dialect->send_welcome(c, v);
}

void viewer_claim(struct conn *c, struct viewer *v)
{
    struct window *w = windows_find(v->window);
    if (v->role != ROLE_FULL || v->cols == 0)
        return;
    windows_live(w)->owner = conn_handle(c);
    output_resize(w, v->cols, v->rows);
}

void viewer_show_colors(struct conn *c, struct viewer *v)
{
    struct window *w = windows_find(v->window);
    if (v->role != ROLE_FULL || !v->has_colors)
        return;
    windows_live(w)->typist = conn_handle(c);
    if (term_show_colors(&w->term, v->colors)) {
        input_answers(w);
        input_flush(w);
    }
}

void viewer_take_colors(struct conn *c, struct viewer *v, const uint8_t colors[PALETTE_SHOWN_BYTES])
{
    const struct live *l = windows_live(windows_find(v->window));
    memcpy(v->colors, colors, sizeof v->colors);
    v->has_colors = true;
    if (l->typist.generation == 0 || handle_equal(l->typist, conn_handle(c)))
        viewer_show_colors(c, v);
}

bool viewer_owns(const struct conn *c, const struct window *w)
{
    return handle_equal(windows_live(w)->owner, conn_handle(c));
}

/* Gives the window the size of a remaining viewer that is not paused, after the viewer that owned
 * the size has left. */
static void viewer_pass_size_on(struct window *w)
{
    struct conn *c = NULL;
    struct viewer *v;
    windows_live(w)->owner = (struct handle){0};
    while (windows_live(w)->owner.generation == 0 && (v = viewers_next(w, &c)) != NULL)
        if (v->greeted && !v->pace.paused)
            viewer_claim(c, v);
}

void viewer_close(struct conn *c)
{
    struct viewer *v = viewers_of(c);
    if (!v->dialect)
        return;
    struct window *w = windows_find(v->window);
    if (v->entered)
        viewer_log(c, v, true);
    viewers_leave(v);
    v->dialect = NULL;
    if (w && handle_equal(windows_live(w)->typist, conn_handle(c)))
        windows_live(w)->typist = (struct handle){0};
    if (w && viewer_owns(c, w))
        viewer_pass_size_on(w);
}

void viewer_refuse(struct conn *c, uint16_t code, const char *reason)
{
    viewer_close(c);
    ws_close(c, code, reason);
}

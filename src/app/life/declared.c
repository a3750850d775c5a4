/* The declared windows. A window keeps the key of its declaration; a change is detected by
 * comparing the sources. */
#include "app/life/declared.h"

#include "app/life/lifecycle.h"
#include "app/life/respawn.h"

#include <string.h>

static const struct declaration *declared_find(const struct window *w)
{
    const struct config *c = app.config;
    for (uint16_t i = 0; i < c->window_count; i++)
        if (declaration_key(&c->windows[i]) == w->declared)
            return &c->windows[i];
    return NULL;
}

static void declared_update(struct window *w, const struct declaration *d)
{
    w->start = d->start;
    if (w->breaker.policy != d->respawn)
        respawn_choose(w, (enum respawn)d->respawn);
    if (memcmp(&w->source, &d->source, sizeof w->source) == 0)
        return;
    w->source = d->source;
    lifecycle_renew(w);
}

static void declared_update_all(void)
{
    uint16_t slot = 0;
    struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL) {
        const struct declaration *d = declared_find(w);
        if (w->declared == 0 || w->removing)
            continue;
        if (d)
            declared_update(w, d);
        else
            lifecycle_close(w);
    }
}

static bool declared_exists(const struct declaration *d)
{
    uint16_t slot = 0;
    const struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL)
        if (w->declared == declaration_key(d) && !w->removing)
            return true;
    return false;
}

static bool declared_make(const struct declaration *d)
{
    struct session *s = sessions_by_name(slice_of(d->session));
    struct window *w;
    if (!s && sessions_open(slice_of(d->session), &s) != OUTCOME_OK)
        return false;
    if (windows_open(s, slice_of(d->name), &d->source, &w) != OUTCOME_OK)
        return false;
    w->declared = declaration_key(d);
    w->start = d->start;
    if (d->start == START_BOOT)
        lifecycle_start(w);
    respawn_choose(w, (enum respawn)d->respawn);
    return true;
}

void declared_apply(void)
{
    const struct config *c = app.config;
    declared_update_all();
    for (uint16_t i = 0; i < c->window_count; i++) {
        if (declared_exists(&c->windows[i]) || declared_make(&c->windows[i]))
            continue;
        struct log_line l;
        log_open(&l, LOG_ERROR, "window-not-made");
        log_str(&l, "session", slice_of(c->windows[i].session));
        log_str(&l, "name", slice_of(c->windows[i].name));
        log_str(&l, "reason", SLICE("no room; close a session or window, or PROFILE=server"));
        log_close(&l);
    }
}

void declared_attached(struct window *w)
{
    if (w->phase == PHASE_IDLE && w->start == START_ATTACH)
        lifecycle_start(w);
}

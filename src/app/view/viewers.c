/* The table begins as untouched zero pages: slots of viewers that never came use no memory. */
#include "app/view/viewers.h"

#include <string.h>

static struct viewer viewers[LIMIT_CONNECTIONS];
static uint16_t count, high;

struct viewer *viewers_of(const struct conn *c)
{
    return &viewers[conn_index(c)];
}

struct viewer *viewers_next(const struct window *w, struct conn **after)
{
    struct conn *c = *after;
    while ((c = conn_next(c)) != NULL) {
        struct viewer *v = viewers_of(c);
        if (v->dialect && handle_equal(v->window, windows_handle(w))) {
            *after = c;
            return v;
        }
    }
    return NULL;
}

struct viewer *viewers_take(const struct conn *c)
{
    struct viewer *v = viewers_of(c);
    memset(v, 0, sizeof *v);
    return v;
}

void viewers_enter(struct viewer *v)
{
    struct window *w = windows_find(v->window);
    v->entered = true;
    windows_live(w)->viewers++;
    count++;
    if (count > high)
        high = count;
}

void viewers_leave(struct viewer *v)
{
    struct window *w = windows_find(v->window);
    if (!v->entered)
        return;
    if (w)
        windows_live(w)->viewers--;
    v->entered = false;
    count--;
}

uint16_t viewers_count(void)
{
    return count;
}

uint16_t viewers_high(void)
{
    return high;
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

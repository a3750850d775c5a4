/*
 * The board keeps the holder's client id: a client whose connection was lost still holds the lock
 * when it attaches again, unless another one has typed since. A viewer without an id (ttyd's
 * clients) may type while nobody holds the lock.
 */
#include "app/view/input_lock.h"

static bool is_locked(const struct window *w)
{
    struct slice value;
    if (!source_option(&w->source, "input-lock", &value))
        return source_is_line(&w->source);
    return slice_equal(value, SLICE("yes"));
}

/* Whether a viewer of the window has this client id. */
static bool input_lock_attached(const struct window *w, uint64_t id)
{
    struct conn *c = NULL;
    const struct viewer *v;
    while (id != 0 && (v = viewers_next(w, &c)) != NULL)
        if (v->id == id)
            return true;
    return false;
}

static bool input_lock_free(const struct window *w)
{
    return !input_lock_attached(w, w->input_lock);
}

static bool is_holder(const struct window *w, const struct viewer *v)
{
    return v->id != 0 && w->input_lock == v->id;
}

static void input_lock_give(struct window *w, uint64_t id)
{
    w->input_lock = id;
    windows_live(w)->lock_request = 0;
}

bool input_lock_admits(struct window *w, const struct viewer *v)
{
    if (v->role != ROLE_FULL)
        return false;
    if (!is_locked(w) || is_holder(w, v))
        return true;
    if (!input_lock_free(w))
        return false;
    if (v->id != 0)
        input_lock_give(w, v->id);
    return true;
}

static void input_lock_request(struct window *w, const struct viewer *v)
{
    if (input_lock_free(w))
        input_lock_give(w, v->id);
    else if (!is_holder(w, v))
        windows_live(w)->lock_request = v->id;
}

static void input_lock_release(struct window *w, const struct viewer *v)
{
    uint64_t next = windows_live(w)->lock_request;
    if (is_holder(w, v))
        input_lock_give(w, input_lock_attached(w, next) ? next : 0);
}

bool input_lock_change(struct window *w, const struct viewer *v, struct slice word)
{
    bool request = slice_equal(word, SLICE("request")), take = slice_equal(word, SLICE("take"));
    if (!request && !take && !slice_equal(word, SLICE("release")))
        return false;
    if (v->role != ROLE_FULL || !is_locked(w))
        return true;
    if (request)
        input_lock_request(w, v);
    else if (take)
        input_lock_give(w, v->id);
    else
        input_lock_release(w, v);
    return true;
}

const char *input_lock_state(const struct window *w, const struct viewer *v)
{
    if (!is_locked(w))
        return "off";
    if (input_lock_free(w))
        return "free";
    return is_holder(w, v) ? "mine" : "other";
}

bool input_lock_requested(const struct window *w, const struct viewer *v)
{
    return is_locked(w) && is_holder(w, v) && input_lock_attached(w, windows_live(w)->lock_request);
}

/* It stands on the board by the client's id, so that who comes back after a lost line has it still,
 * unless another one typed meanwhile. A viewer without an id (ttyd's clients) types where nobody
 * has it.
 */
#include "app/view/keyboard.h"

static bool for_all(const struct window *w)
{
    struct slice value;
    if (!source_option(&w->source, "keyboard", &value))
        return !windows_is_line(w);
    return slice_equal(value, SLICE("all"));
}

/* Whether a client is looking at the window now. */
static bool is_here(const struct window *w, uint64_t id)
{
    struct conn *c = NULL;
    const struct viewer *v;
    while (id != 0 && (v = viewers_next(w, &c)) != NULL)
        if (v->id == id)
            return true;
    return false;
}

static bool is_free(const struct window *w)
{
    return !is_here(w, w->keyboard);
}

static bool has(const struct window *w, const struct viewer *v)
{
    return v->id != 0 && w->keyboard == v->id;
}

static void hand_over(struct window *w, uint64_t id)
{
    w->keyboard = id;
    windows_live(w)->asks = 0;
}

bool keyboard_types(struct window *w, const struct viewer *v)
{
    if (v->role != ROLE_FULL)
        return false;
    if (for_all(w) || has(w, v))
        return true;
    if (!is_free(w))
        return false;
    if (v->id != 0)
        hand_over(w, v->id);
    return true;
}

bool keyboard_wish(struct window *w, const struct viewer *v, uint8_t wish)
{
    if (wish != 'a' && wish != 't' && wish != 'g')
        return false;
    if (v->role != ROLE_FULL || for_all(w))
        return true;
    if (wish == 't' || (wish == 'a' && is_free(w)))
        hand_over(w, v->id);
    else if (wish == 'a' && !has(w, v))
        windows_live(w)->asks = v->id;
    else if (wish == 'g' && has(w, v))
        hand_over(w, is_here(w, windows_live(w)->asks) ? windows_live(w)->asks : 0);
    return true;
}

const char *keyboard_name(const struct window *w, const struct viewer *v)
{
    if (for_all(w))
        return "all";
    if (is_free(w))
        return "free";
    return has(w, v) ? "mine" : "other";
}

bool keyboard_asked(const struct window *w, const struct viewer *v)
{
    return !for_all(w) && has(w, v) && is_here(w, windows_live(w)->asks);
}

/* Attaching, input without a viewer, the settings of lines, the bytes of sources, and the screen as
 * text. */
#include "app/http/api_window.h"

#include "app/http/screen_text.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/raw.h"
#include "app/view/attach.h"
#include "app/view/viewer.h"
#include "net/fields.h"
#include "net/respond.h"

#define HISTORY_MAX 100000 /* maximum history lines of one request for the screen's text */

/* The window of {base}/ws, whose path names none: the first of the first session. */
static struct window *first_window(void)
{
    uint16_t slot = 0, window_slot = 0;
    const struct session *s = sessions_next(&slot);
    return s ? windows_next(s, &window_slot) : NULL;
}

void api_attach(const struct call *k)
{
    struct window *w = k->window ? k->window : first_window();
    if (!w)
        http_error(k->conn, 404, "there is no window");
    else if (!viewer_has_room(k->conn, w))
        http_error_with(k->conn, 429, VIEWER_LIMIT_SENTENCE, TEXT_OF("Retry-After: 10\r\n"));
    else
        attach_request(k->conn, k->request, w, k->role, k->now_ms);
}

/* The length of a JSON string's value in bytes. */
static size_t value_bytes(struct json string)
{
    uint8_t piece[4];
    size_t cursor = 0, sum = 0, n;
    while ((n = json_string_next(string, &cursor, piece)) > 0)
        sum += n;
    return sum;
}

/* Types all of the data, or nothing if it does not fit now. */
void api_input(const struct call *k)
{
    struct json data = json_member(k->body, "data");
    struct window *w = k->window;
    uint8_t piece[4];
    size_t cursor = 0, n, bytes = value_bytes(data);
    if (data.type != JSON_STRING)
        http_error(k->conn, 400, "data is a string");
    else if (windows_over(w))
        http_error(k->conn, 409, "the window's program has ended");
    else if (bytes > sizeof w->input.bytes)
        http_error(k->conn, 413, "this is more than a window's input can hold at once");
    else if (bytes > ring_room(&w->input.ring, sizeof w->input.bytes))
        http_error_with(k->conn, 503, "the program does not read what was typed before",
                        TEXT_OF("Retry-After: 1\r\n"));
    else {
        while ((n = json_string_next(data, &cursor, piece)) > 0)
            (void)input_put(w, INPUT_NO_CLIENT, slice_make(piece, n));
        input_flush(w);
        call_done(k);
    }
}

static void answer_line(const struct call *k)
{
    TEXT(t, LINE_JSON_MAX);
    line_put(&t, k->window);
    call_answer(k, 200, &t);
}

void api_line(const struct call *k)
{
    if (source_is_line(&k->window->source))
        answer_line(k);
    else
        http_error(k->conn, 409, "the window is not a serial line");
}

static struct verdict read_line_setting(const struct call *k, const char *name,
                                        struct line_change *c)
{
    struct json j = json_member(k->body, name);
    char value[16];
    size_t len = 0;
    if (call_absent(j))
        return VERDICT_DONE;
    if (j.type == JSON_NUMBER)
        return line_change_add(c, slice_of(name), j.raw);
    if (!json_string(j, value, sizeof value, &len))
        return verdict_refuse(400, "speed, frame and flow are numbers or strings");
    return line_change_add(c, slice_of(name), slice_make(value, len));
}

static struct verdict read_line_modem(const struct call *k, const char *name, unsigned line,
                                      struct line_change *c)
{
    struct json j = json_member(k->body, name);
    bool on = false;
    if (call_absent(j))
        return VERDICT_DONE;
    if (!json_bool(j, &on))
        return verdict_refuse(400, "dtr and rts are booleans");
    c->lines |= line;
    c->lines_on |= on ? line : 0;
    return VERDICT_DONE;
}

static struct verdict read_line_guess(const struct call *k, struct line_change *c)
{
    struct json j = json_member(k->body, "guess");
    bool yes = false;
    if (!call_absent(j) && !json_bool(j, &yes))
        return verdict_refuse(400, "guess is a boolean");
    c->guess |= yes;
    return VERDICT_DONE;
}

static struct verdict read_line_break(const struct call *k, struct line_change *c)
{
    struct json j = json_member(k->body, "break_ms");
    uint64_t ms = 0;
    if (call_absent(j))
        return VERDICT_DONE;
    if (!json_u64(j, LINE_BREAK_MAX, &ms) || ms == 0)
        return verdict_refuse(400, "break_ms is a number of milliseconds from 1 to 10000");
    c->break_ms = (uint32_t)ms;
    return VERDICT_DONE;
}

_Static_assert(LINE_BREAK_MAX == 10000, "read_line_break() says so");

/* Reads the changes of a line; the first malformed member refuses the request. */
static struct verdict read_line_change(const struct call *k, struct line_change *c)
{
    static const char *const settings[] = {"frame", "flow", "speed"};
    struct verdict v = VERDICT_DONE;
    for (size_t i = 0; i < COUNT(settings) && verdict_done(v); i++)
        v = read_line_setting(k, settings[i], c);
    if (verdict_done(v))
        v = read_line_modem(k, "dtr", OS_SERIAL_DTR, c);
    if (verdict_done(v))
        v = read_line_modem(k, "rts", OS_SERIAL_RTS, c);
    if (verdict_done(v))
        v = read_line_guess(k, c);
    return verdict_done(v) ? read_line_break(k, c) : v;
}

void api_line_change(const struct call *k)
{
    struct line_change c = line_change_none(k->window);
    struct verdict v = read_line_change(k, &c);
    if (verdict_done(v))
        v = line_apply(k->window, &c);
    if (verdict_done(v))
        answer_line(k);
    else
        http_error(k->conn, v.status, v.sentence);
}

void api_screen(const struct call *k)
{
    struct slice value, from = {0};
    uint64_t lines = 0;
    if (http_query(k->request->query, "history", &value) &&
        (!slice_u64(value, &lines) || lines > HISTORY_MAX))
        http_error(k->conn, 400, "history is a number of lines, at most 100000");
    else if (http_query(k->request->query, "from", &from) && !slice_u64(from, &lines))
        http_error(k->conn, 400, "from is the absolute number of a line");
    else if (from.len > 0)
        screen_text_list_from(k->conn, k->window, lines);
    else
        screen_text_list(k->conn, k->window, lines);
}

void api_raw(const struct call *k)
{
    raw_open(k->conn, k->request, k->window);
}

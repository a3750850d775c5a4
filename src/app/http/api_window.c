/* Attaching, input without a viewer, the line's settings, the source's bytes and the screen's text. */
#include "app/http/api_window.h"

#include "app/http/screen_text.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/raw.h"
#include "app/view/attach.h"
#include "app/view/viewer.h"
#include "net/fields.h"
#include "net/respond.h"

#define HISTORY_MAX 100000 /* lines that one request for the screen's text may ask for */

/* {base}/ws names no window: the first of the first session. */
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

/* How many bytes a string's value has. */
static size_t value_bytes(struct json string)
{
    uint8_t piece[4];
    size_t cursor = 0, sum = 0, n;
    while ((n = json_string_next(string, &cursor, piece)) > 0)
        sum += n;
    return sum;
}

/* All of it or nothing: what does not fit now is to be sent again. */
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
        http_error(k->conn, 409, "the window is no serial line");
}

/* A member that is a setting of the line: absent, or set, it is no error. */
static const char *change_setting(const struct call *k, const char *name)
{
    struct json j = json_member(k->body, name);
    char value[16];
    size_t len = 0;
    if (j.type == JSON_BAD)
        return NULL;
    if (j.type == JSON_NUMBER)
        return line_set(k->window, slice_of(name), j.raw);
    if (!json_string(j, value, sizeof value, &len))
        return "a setting is a number or a string";
    return line_set(k->window, slice_of(name), slice_make(value, len));
}

static const char *change_modem(const struct call *k, const char *name, unsigned which)
{
    struct json j = json_member(k->body, name);
    bool on;
    if (j.type == JSON_BAD)
        return NULL;
    return json_bool(j, &on) ? line_set_lines(k->window, which, on) : "dtr and rts are booleans";
}

static const char *change_line(const struct call *k)
{
    struct json pause = json_member(k->body, "break_ms"), wish = json_member(k->body, "guess");
    uint64_t ms;
    bool yes = false;
    const char *wrong = change_setting(k, "frame");
    wrong = wrong ? wrong : change_setting(k, "flow");
    wrong = wrong ? wrong : change_setting(k, "speed");
    wrong = wrong ? wrong : change_modem(k, "dtr", OS_SERIAL_DTR);
    wrong = wrong ? wrong : change_modem(k, "rts", OS_SERIAL_RTS);
    if (!wrong && json_bool(wish, &yes) && yes)
        wrong = line_set(k->window, SLICE("speed"), SLICE("auto"));
    if (wrong || pause.type == JSON_BAD)
        return wrong;
    return json_u64(pause, LINE_BREAK_MAX, &ms) && ms > 0 ? line_break(k->window, ms)
                                                          : "break_ms is a number up to 10000";
}

void api_line_change(const struct call *k)
{
    const char *wrong = change_line(k);
    if (wrong)
        http_error(k->conn, 409, wrong);
    else
        answer_line(k);
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

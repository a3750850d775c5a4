/* Attaching, input without a viewer, the settings of lines, the bytes of sources, and the screen as
 * text. */
#include "app/http/api_window.h"

#include "app/http/line_changes.h"
#include "app/http/screen_text.h"
#include "app/http/waits.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/raw.h"
#include "app/life/lifecycle.h"
#include "app/view/attach.h"
#include "app/view/viewer.h"
#include "base/codec/base64.h"
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

/* Text of a request on its way into the ring. */
static uint8_t typed[LIMIT_JSON_BODY];

_Static_assert(sizeof typed <= LIMIT_INPUT_BYTES, "the text of a request fits an empty ring");

/* Reads "data", a string, or "base64", any bytes. False: neither, or both. */
static bool read_typed(const struct call *k, size_t *len)
{
    struct json data = json_member(k->body, "data"), coded = json_member(k->body, "base64");
    size_t cursor = 0, n;
    *len = 0;
    if (data.type == JSON_STRING && call_absent(coded)) {
        while ((n = json_string_next(data, &cursor, typed + *len)) > 0)
            *len += n;
        return true;
    }
    return call_absent(data) && json_string(coded, (char *)typed, sizeof typed, &n) &&
           base64_decode(slice_make(typed, n), typed, sizeof typed, len);
}

/* Makes LF and CR LF what the key Enter sends, in place. Returns the new length. */
static size_t enter_newlines(uint8_t *bytes, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != '\n')
            bytes[n++] = bytes[i];
        else if (i == 0 || bytes[i - 1] != '\r')
            bytes[n++] = '\r';
    return n;
}

/* Whether input may be typed into the window now, and is for its present incarnation. */
static struct verdict input_verdict(const struct call *k)
{
    const struct window *w = k->window;
    struct json j = json_member(k->body, "incarnation");
    uint64_t incarnation = w->incarnation;
    if (!call_absent(j) && !json_u64(j, UINT64_MAX, &incarnation))
        return verdict_refuse(400, "incarnation is the number of the window's list");
    if (incarnation != w->incarnation)
        return verdict_refuse(409, "the window has another incarnation now: the program or device "
                                   "that this is for has ended");
    if (windows_over(w))
        return verdict_refuse(409, "the window's program has ended");
    if (w->phase == PHASE_AWAY)
        return verdict_refuse(409, "the line is away: nothing was typed");
    return VERDICT_DONE;
}

/* Types all of the bytes, or nothing if they do not fit now. For a line, ends of lines are Enter
 * unless the bytes are raw. */
void api_input(const struct call *k)
{
    struct window *w = k->window;
    struct json j = json_member(k->body, "raw");
    struct verdict v = input_verdict(k);
    bool raw = false;
    size_t len = 0;
    if (!read_typed(k, &len))
        v = verdict_refuse(400, "data is a string, or base64 one with any bytes, encoded");
    if (!call_absent(j) && !json_bool(j, &raw))
        v = verdict_refuse(400, "raw is a boolean");
    if (!verdict_done(v)) {
        call_refuse(k, v);
        return;
    }
    if (source_is_line(&w->source) && !raw)
        len = enter_newlines(typed, len);
    if (len > ring_room(&w->input.ring, sizeof w->input.bytes)) {
        http_error_with(k->conn, 503, "the program does not read what was typed before",
                        TEXT_OF("Retry-After: 1\r\n"));
        return;
    }
    TEXT(fields, sizeof "Mark: \r\n" + WAITS_MARK_MAX);
    text_str(&fields, "Mark: ");
    waits_put_mark(&fields, w);
    text_str(&fields, "\r\n");
    (void)input_put(w, INPUT_NO_CLIENT, slice_make(typed, len));
    input_flush(w);
    http_answer(k->conn, 204, NULL, NULL, &fields);
}

void api_input_discard(const struct call *k)
{
    TEXT(t, 64);
    bool first = true;
    text_char(&t, '{');
    json_put_u64_member(&t, &first, "discarded", lifecycle_discard(k->window));
    text_char(&t, '}');
    call_answer(k, 200, &t);
}

void api_line(const struct call *k)
{
    if (source_is_line(&k->window->source))
        line_changes_answer(k->conn, k->window);
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

/* Reads a pulse of DTR or RTS; both have the same length. */
static struct verdict read_line_pulse(const struct call *k, const char *name, unsigned line,
                                      struct line_change *c)
{
    struct json j = json_member(k->body, name);
    uint64_t ms = 0;
    if (call_absent(j))
        return VERDICT_DONE;
    if (!json_u64(j, LINE_BREAK_MAX, &ms) || ms == 0)
        return verdict_refuse(400, "a pulse is a number of milliseconds from 1 to 10000");
    if (c->pulse != 0 && c->pulse_ms != ms)
        return verdict_refuse(400, "pulses of dtr and rts in one change are equally long");
    c->pulse |= line;
    c->pulse_ms = (uint32_t)ms;
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
        v = read_line_pulse(k, "dtr_pulse_ms", OS_SERIAL_DTR, c);
    if (verdict_done(v))
        v = read_line_pulse(k, "rts_pulse_ms", OS_SERIAL_RTS, c);
    if (verdict_done(v))
        v = read_line_guess(k, c);
    return verdict_done(v) ? read_line_break(k, c) : v;
}

void api_line_change(const struct call *k)
{
    struct line_change c = line_change_none(k->window);
    struct verdict v = read_line_change(k, &c);
    if (verdict_done(v))
        line_changes_ask(k, &c);
    else
        http_error(k->conn, v.status, v.sentence);
}

void api_screen(const struct call *k)
{
    struct slice value, from = {0}, apart = {0};
    uint64_t lines = 0;
    bool rows = http_query(k->request->query, "rows", &apart);
    if (http_query(k->request->query, "history", &value) &&
        (!slice_u64(value, &lines) || lines > HISTORY_MAX))
        http_error(k->conn, 400, "history is a number of lines, at most 100000");
    else if (http_query(k->request->query, "from", &from) && !slice_u64(from, &lines))
        http_error(k->conn, 400, "from is the absolute number of a line");
    else if (rows && !slice_equal(apart, SLICE("apart")))
        http_error(k->conn, 400, "rows is apart, or absent for lines");
    else if (from.len > 0)
        screen_text_list_from(k->conn, k->window, lines, rows);
    else
        screen_text_list(k->conn, k->window, lines, rows);
}

void api_raw(const struct call *k)
{
    raw_open(k->conn, k->request, k->window);
}

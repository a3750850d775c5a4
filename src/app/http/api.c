/* Each handler answers its request whole, or begins a list that lists.c goes on with. */
#include "app/http/api.h"

#include "app/http/auth.h"
#include "app/http/events.h"
#include "app/http/lists.h"
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/raw.h"
#include "app/life/declare.h"
#include "app/life/lifecycle.h"
#include "app/life/respawn.h"
#include "app/view/attach.h"
#include "app/watch/health.h"
#include "app/watch/metrics.h"
#include "app/window/breaker.h"
#include "base/bug.h"
#include "base/log.h"
#include "net/assets.h"

#include <string.h>

#define ANSWER_MAX 2048
#define HISTORY_MAX 100000 /* lines that one request for the screen's text may ask for */

static void answer_outcome(const struct call *k, enum outcome o)
{
    switch (o) {
    case OUTCOME_BAD_NAME:
        http_error(k->conn, 400, "a name has 1 to 63 bytes, no '/' and no control characters");
        break;
    case OUTCOME_NAME_TAKEN:
        http_error(k->conn, 409, "a session of this name exists");
        break;
    case OUTCOME_SESSIONS_FULL:
        log_limit("sessions", slice_of(conn_address(k->conn)));
        http_error_with(k->conn, 503, "session table full: close one or build with PROFILE=server",
                        TEXT_OF("Retry-After: 10\r\n"));
        break;
    case OUTCOME_WINDOWS_FULL:
        log_limit("windows", slice_of(conn_address(k->conn)));
        http_error_with(k->conn, 503, "window table full: close one or build with PROFILE=server",
                        TEXT_OF("Retry-After: 10\r\n"));
        break;
    case OUTCOME_BUSY:
        http_error(k->conn, 409, "the window's program still runs");
        break;
    case OUTCOME_OK:
        break;
    }
}

static void answer_session(const struct call *k, unsigned status, const struct session *s)
{
    TEXT(t, ANSWER_MAX);
    lists_put_session(&t, s);
    http_answer(k->conn, status, "application/json", &t, NULL);
}

static void answer_window(const struct call *k, unsigned status, const struct window *w)
{
    TEXT(t, ANSWER_MAX);
    lists_put_window(&t, w);
    http_answer(k->conn, status, "application/json", &t, NULL);
}

static void answer_nothing(const struct call *k)
{
    http_answer(k->conn, 204, NULL, NULL, NULL);
}

/* The member "name": false where it is there and no string that could be a name; absent, it is
 * empty. */
static bool read_name(const struct call *k, char to[LIMIT_NAME_BYTES], struct slice *name)
{
    struct json j = json_member(k->body, "name");
    size_t len = 0;
    *name = slice_make(to, 0);
    if (j.type == JSON_BAD || j.type == JSON_NULL)
        return true;
    if (!json_string(j, to, LIMIT_NAME_BYTES, &len) || len == 0)
        return false;
    name->len = len;
    return true;
}

/* The member "respawn" where it is there; what it is not is answered: false. */
static bool read_respawn(const struct call *k, enum respawn *policy)
{
    struct json j = json_member(k->body, "respawn");
    char word[16];
    size_t len = 0;
    if (j.type == JSON_BAD || j.type == JSON_NULL)
        return true;
    if (json_string(j, word, sizeof word, &len) &&
        breaker_read_policy(slice_make(word, len), policy))
        return true;
    http_error(k->conn, 400, "respawn is \"never\", \"failure\" or \"always\"");
    return false;
}

/* What a new window may be given; what is wrong with it is answered: false. */
static bool read_source(const struct call *k, struct source *source, enum respawn *policy)
{
    TEXT(error, HTTP_SENTENCE_MAX);
    *policy = RESPAWN_NEVER;
    if (declare_source(k->body, source, &error))
        return read_respawn(k, policy);
    http_error_text(k->conn, 400, &error);
    return false;
}

void api_sessions(const struct call *k)
{
    lists_sessions(k->conn);
}

void api_session_open(const struct call *k)
{
    char name[LIMIT_NAME_BYTES];
    struct slice called;
    struct source source;
    enum respawn policy;
    struct session *s = NULL;
    struct window *w = NULL;
    if (!read_name(k, name, &called)) {
        answer_outcome(k, OUTCOME_BAD_NAME);
        return;
    }
    if (!read_source(k, &source, &policy))
        return;
    enum outcome o = sessions_open(called, &s);
    if (o == OUTCOME_OK) {
        o = windows_open(s, (struct slice){0}, &source, &w);
        if (o != OUTCOME_OK)
            lifecycle_close_session(s);
    }
    if (o != OUTCOME_OK) {
        answer_outcome(k, o);
        return;
    }
    lifecycle_start(w);
    respawn_choose(w, policy);
    answer_session(k, 201, s);
}

void api_session_rename(const struct call *k)
{
    char name[LIMIT_NAME_BYTES];
    struct slice called;
    enum outcome o = OUTCOME_BAD_NAME;
    if (read_name(k, name, &called))
        o = sessions_rename(k->session, called);
    if (o == OUTCOME_OK)
        answer_session(k, 200, k->session);
    else
        answer_outcome(k, o);
}

void api_session_close(const struct call *k)
{
    lifecycle_close_session(k->session);
    answer_nothing(k);
}

void api_windows(const struct call *k)
{
    lists_windows(k->conn, k->session);
}

void api_window_open(const struct call *k)
{
    char name[LIMIT_NAME_BYTES];
    struct slice called;
    struct source source;
    enum respawn policy;
    struct window *w = NULL;
    enum outcome o = OUTCOME_BAD_NAME;
    if (!read_source(k, &source, &policy))
        return;
    if (read_name(k, name, &called))
        o = windows_open(k->session, called, &source, &w);
    if (o != OUTCOME_OK) {
        answer_outcome(k, o);
        return;
    }
    lifecycle_start(w);
    respawn_choose(w, policy);
    answer_window(k, 201, w);
}

/* A name, a policy, or both. */
void api_window_change(const struct call *k)
{
    char name[LIMIT_NAME_BYTES];
    struct slice called;
    enum respawn policy = (enum respawn)k->window->breaker.policy;
    enum outcome o = OUTCOME_OK;
    bool named = json_member(k->body, "name").type > JSON_NULL;
    bool chosen = json_member(k->body, "respawn").type == JSON_STRING;
    if (!read_respawn(k, &policy))
        return;
    if (named || !chosen)
        o = read_name(k, name, &called) ? windows_rename(k->window, called) : OUTCOME_BAD_NAME;
    if (o != OUTCOME_OK) {
        answer_outcome(k, o);
        return;
    }
    if (chosen)
        respawn_choose(k->window, policy);
    answer_window(k, 200, k->window);
}

void api_window_close(const struct call *k)
{
    lifecycle_close(k->window);
    answer_nothing(k);
}

void api_window_restart(const struct call *k)
{
    enum outcome o = lifecycle_restart(k->window);
    if (o == OUTCOME_OK)
        answer_window(k, 200, k->window);
    else
        answer_outcome(k, o);
}

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
        http_error_with(k->conn, 429, "the session has all the viewers that it may have",
                        TEXT_OF("Retry-After: 10\r\n"));
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
void api_window_input(const struct call *k)
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
            (void)input_put(w, INPUT_NO_CLIENT, (struct slice){piece, n});
        input_flush(w);
        answer_nothing(k);
    }
}

static void answer_line(const struct call *k)
{
    TEXT(t, 256);
    line_put(&t, k->window);
    http_answer(k->conn, 200, "application/json", &t, NULL);
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
        lists_screen_from(k->conn, k->window, lines);
    else
        lists_screen(k->conn, k->window, lines);
}

void api_raw(const struct call *k)
{
    raw_open(k->conn, k->request, k->window);
}

void api_connections(const struct call *k)
{
    lists_connections(k->conn);
}

void api_status(const struct call *k)
{
    metrics_refresh(k->now_ms);
    lists_status(k->conn);
}

void api_metrics(const struct call *k)
{
    metrics_refresh(k->now_ms);
    lists_metrics(k->conn);
}

void api_samples(const struct call *k)
{
    lists_samples(k->conn);
}

void api_log(const struct call *k)
{
    struct slice value;
    uint64_t lines = LIMIT_JOURNAL;
    bool json =
        http_query(k->request->query, "format", &value) && slice_equal(value, SLICE("json"));
    if (http_query(k->request->query, "lines", &value) && !slice_u64(value, &lines))
        http_error(k->conn, 400, "lines is a number");
    else
        lists_log(k->conn, lines < LIMIT_JOURNAL ? (uint32_t)lines : LIMIT_JOURNAL, json);
}

void api_events(const struct call *k)
{
    events_open(k->conn, k->request, k->now_ms);
}

void api_health(const struct call *k)
{
    static const char *const words[] = {"live", "degraded", "unhealthy"};
    char storage[ANSWER_MAX], why_storage[512];
    struct text t, why;
    bool first = true;
    text_init(&why, why_storage, sizeof why_storage);
    enum health h = health_look(&why);
    text_init(&t, storage, sizeof storage);
    text_char(&t, '{');
    json_put_name(&t, &first, "status");
    json_put_string(&t, slice_of(words[h]));
    json_put_name(&t, &first, "reason");
    json_put_string(&t, text_slice(&why));
    text_char(&t, '}');
    http_answer(k->conn, h == HEALTH_UNHEALTHY ? 503 : 200, "application/json", &t,
                h == HEALTH_UNHEALTHY ? TEXT_OF("Retry-After: 10\r\n") : NULL);
}

/* A proxy in front says by which scheme the browser came. */
static bool came_by_https(const struct http_request *r)
{
    struct slice scheme;
    return http_field(r, "X-Forwarded-Proto", &scheme) &&
           slice_equal_nocase(scheme, SLICE("https"));
}

void api_login(const struct call *k)
{
    char token[512], storage[512];
    size_t len = 0;
    bool refused = false;
    struct text fields;
    if (!json_string(json_member(k->body, "token"), token, sizeof token, &len)) {
        http_error(k->conn, 400, "token is a string");
        return;
    }
    enum role role = auth_token(k->conn, slice_make(token, len), k->now_ms, &refused);
    text_init(&fields, storage, sizeof storage);
    if (refused)
        http_error_with(k->conn, 429, "too many wrong tokens from this address; wait a minute",
                        TEXT_OF("Retry-After: 60\r\n"));
    else if (role == ROLE_NONE)
        http_error(k->conn, 401, "this is not the token");
    else if (!auth_login(role, came_by_https(k->request), &fields))
        http_error(k->conn, 503, "no random bytes to be had");
    else
        http_answer(k->conn, 204, NULL, NULL, &fields);
}

void api_login_state(const struct call *k)
{
    TEXT(t, ANSWER_MAX);
    text_str(&t, "{\"readonly\":");
    text_str(&t, k->role == ROLE_FULL ? "false" : "true");
    text_str(&t, ",\"version\":\"" BOUNDTTY_VERSION "\",\"base\":");
    text_char(&t, '"');
    text_str(&t, app.config->base);
    text_str(&t, "/\"}");
    http_answer(k->conn, 200, "application/json", &t, NULL);
}

void api_logout(const struct call *k)
{
    TEXT(fields, 256);
    auth_logout(k->request, &fields);
    http_answer(k->conn, 204, NULL, NULL, &fields);
}

void api_page(const struct call *k)
{
    struct slice path = slice_from(k->request->path, strlen(app.config->base));
    const struct asset *a = assets_find(path);
    BUG_UNLESS(a); /* a path without a file has no route */
    assets_answer(k->conn, k->request, a);
}

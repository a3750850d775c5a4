/*
 * What is asked waits in a ring in the order of its coming, and is answered in this order: the
 * first is what the job that runs is for. All that wait for a list are answered by the same one.
 * Where tmux did not answer in time, none of them is kept waiting for it again.
 */
#include "app/jobs/tmux.h"

#include "app/core/timers.h"
#include "app/http/api.h"
#include "app/http/lists.h"
#include "app/jobs/jobs.h"
#include "app/life/lifecycle.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "source/tmux.h"

#define DEADLINE_MS 4000 /* for one command of tmux */
#define AGAIN_MS 200     /* before the next try, where other jobs have all the places */
#define TELLING_OVER UINT16_MAX

enum wish { WISH_LIST, WISH_NEW, WISH_NEW_WINDOW, WISH_RENAME, WISH_KILL };

struct waiting {
    struct handle conn;
    struct tmux_id id;
    uint8_t wish; /* enum wish */
    uint8_t name_len;
    char name[LIMIT_NAME_BYTES];
};

static struct {
    struct waiting ring[LIMIT_TMUX_WAITING];
    uint16_t first, count;
    bool running;
    uint32_t serial;
    enum tmux_state state; /* of the list */
    struct tmux_list list;
} tmux;

void tmux_name_socket(struct source *s)
{
    struct slice socket = slice_of(app.config->tmux_socket), named;
    if (s->kind == SOURCE_TMUX && socket.len > 0 && !source_option(s, "socket-name", &named))
        (void)source_add(s, SLICE("socket-name"), socket);
}

static struct waiting *waiting_at(uint16_t i)
{
    return &tmux.ring[(tmux.first + i) % LIMIT_TMUX_WAITING];
}

static void put_words(struct text *to, const struct waiting *w)
{
    struct slice socket = slice_of(app.config->tmux_socket);
    struct slice name = {(const uint8_t *)w->name, w->name_len};
    switch ((enum wish)w->wish) {
    case WISH_LIST:
        tmux_list_words(to, socket);
        break;
    case WISH_NEW:
        tmux_new_words(to, socket, name);
        break;
    case WISH_NEW_WINDOW:
        tmux_new_window_words(to, socket, w->id.number, name);
        break;
    case WISH_RENAME:
        tmux_rename_words(to, socket, w->id, name);
        break;
    case WISH_KILL:
        tmux_kill_words(to, socket, w->id);
        break;
    }
}

static void refuse(struct conn *c, enum tmux_state s)
{
    static const struct {
        unsigned status;
        const char *sentence;
    } answers[] = {
        [TMUX_MISSING] = {503, "tmux is not installed on this machine"},
        [TMUX_NO_SERVER] = {404, "tmux does not run: it has no sessions"},
        [TMUX_DENIED] = {503, "tmux's socket belongs to another user"},
        [TMUX_SLOW] = {503, "tmux did not answer in time"},
        [TMUX_NO_SUCH] = {404, "tmux has no such session or window any more"},
        [TMUX_TAKEN] = {409, "tmux has a session of this name"},
        [TMUX_FAILED] = {503, "tmux: "},
    };
    TEXT(t, TMUX_SAID_BYTES + 64);
    text_str(&t, answers[s].sentence);
    if (s == TMUX_FAILED)
        text_add(&t, tmux_list_said(&tmux.list));
    http_error_text(c, answers[s].status, &t);
}

static void put_id(struct text *t, bool *first, const char *name, char kind, uint32_t number)
{
    json_put_name(t, first, name);
    text_char(t, '"');
    text_char(t, kind);
    text_u64(t, number);
    text_char(t, '"');
}

static void put_number(struct text *t, bool *first, const char *name, uint64_t n)
{
    json_put_name(t, first, name);
    text_u64(t, n);
}

static void put_time(struct text *t, bool *first, const char *name, uint32_t unix_seconds)
{
    json_put_name(t, first, name);
    text_char(t, '"');
    text_time(t, unix_seconds);
    text_char(t, '"');
}

static void put_entry(struct text *t, const struct tmux_entry *e, struct slice name)
{
    bool first = true;
    text_char(t, '{');
    put_id(t, &first, "id", e->kind, e->id);
    json_put_name(t, &first, "name");
    json_put_string(t, name);
    if (e->kind == '$') {
        put_number(t, &first, "windows", e->windows);
        put_number(t, &first, "attached", e->attached);
        put_time(t, &first, "created", e->created);
        put_time(t, &first, "activity", e->activity);
    } else {
        put_id(t, &first, "session", '$', e->session);
        put_number(t, &first, "index", e->windows);
        json_put_name(t, &first, "active");
        text_str(t, e->attached > 0 ? "true" : "false");
    }
    text_char(t, '}');
}

static void put_head(struct text *t)
{
    text_str(t, "{\"state\":");
    json_put_string(t, slice_of(tmux_state_name(tmux.state)));
    text_str(t, ",\"said\":");
    json_put_string(t, tmux_list_said(&tmux.list));
    text_str(t, ",\"sessions\":[");
}

/* What does not fit the table is told by its count; and whether the list was another one before
 * this answer had been taken. */
static void put_foot(struct text *t, bool windows, bool whole)
{
    bool first = false;
    text_str(t, windows ? "]" : "],\"windows\":[]");
    put_number(t, &first, "sessions_over", tmux.list.sessions_over);
    put_number(t, &first, "windows_over", tmux.list.windows_over);
    json_put_name(t, &first, "whole");
    text_str(t, whole ? "true}" : "false}");
}

/* The entry of this number, from 1 on. */
static bool find_entry(uint16_t number, struct tmux_entry *e, struct slice *name)
{
    uint16_t cursor = 0;
    for (uint16_t i = 0; i < number; i++)
        if (!tmux_list_next(&tmux.list, &cursor, e, name))
            return false;
    return true;
}

bool tmux_put(struct text *t, struct tmux_telling *at)
{
    struct tmux_entry e;
    struct slice name;
    bool same = at->serial == tmux.serial;
    if (at->step == TELLING_OVER)
        return false;
    if (at->step == 0) {
        put_head(t);
    } else if (same && find_entry(at->step, &e, &name)) {
        bool turns = e.kind == '@' && !at->windows;
        text_str(t, turns ? "],\"windows\":[" : at->step > 1 ? "," : "");
        at->windows = e.kind == '@';
        put_entry(t, &e, name);
    } else {
        put_foot(t, at->windows, same);
        at->step = TELLING_OVER - 1;
    }
    at->step++;
    return true;
}

/* What tmux made: it has told it like an entry of a list. */
static void answer_made(struct conn *c)
{
    char storage[LIMIT_NAME_BYTES * 6 + 256];
    struct text t;
    struct tmux_entry e;
    struct slice name;
    text_init(&t, storage, sizeof storage);
    if (!find_entry(1, &e, &name)) {
        refuse(c, TMUX_FAILED);
        return;
    }
    put_entry(&t, &e, name);
    http_answer(c, 201, "application/json", &t, NULL);
}

static void answer(const struct waiting *w, enum tmux_state s)
{
    struct conn *c = conn_find(w->conn);
    if (!c)
        return;
    if (w->wish == WISH_LIST)
        lists_tmux(c, (struct tmux_telling){.serial = tmux.serial});
    else if (s != TMUX_OK)
        refuse(c, s);
    else if (w->wish == WISH_NEW || w->wish == WISH_NEW_WINDOW)
        answer_made(c);
    else
        http_answer(c, 204, NULL, NULL, NULL);
}

static bool looks_at(const struct source *s, uint32_t session)
{
    struct slice value;
    struct tmux_target t;
    return s->kind == SOURCE_TMUX &&
           (!source_option(s, "socket-name", &value) ||
            slice_equal(value, slice_of(app.config->tmux_socket))) &&
           source_option(s, "target", &value) && tmux_read_target(value, &t) && t.name.len == 0 &&
           t.session == session;
}

/* The windows of ours that look at a session which is no more; those that were opened by its name
 * find out by themselves. */
static void close_viewers(uint32_t session)
{
    uint16_t slot = 0;
    struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL)
        if (looks_at(&w->source, session))
            lifecycle_close(w);
}

static void log_wish(const struct waiting *w, enum tmux_state s)
{
    static const char *const wishes[] = {"list", "new", "new-window", "rename", "kill"};
    struct log_line l;
    bool failed = s == TMUX_SLOW || s == TMUX_FAILED;
    if (w->wish == WISH_LIST && !failed)
        return;
    if (!log_open_limited(&l, failed ? LOG_WARNING : LOG_INFO, "tmux", "tmux"))
        return;
    log_str(&l, "wish", slice_of(wishes[w->wish]));
    if (w->wish >= WISH_NEW_WINDOW)
        log_u64(&l, w->id.kind == '$' ? "session" : "window", w->id.number);
    log_str(&l, "state", slice_of(tmux_state_name(s)));
    if (failed)
        log_str(&l, "said", tmux_list_said(&tmux.list));
    log_close(&l);
}

/* Takes the first, and all others that wait for the same list, or for a tmux that hangs. */
static void settle(enum tmux_state s)
{
    uint16_t waited = tmux.count;
    uint8_t wish = waiting_at(0)->wish;
    log_wish(waiting_at(0), s);
    for (uint16_t i = 0; i < waited; i++) {
        struct waiting w = *waiting_at(0);
        bool same = i == 0 || s == TMUX_SLOW || (wish == WISH_LIST && w.wish == WISH_LIST);
        tmux.first = (uint16_t)((tmux.first + 1) % LIMIT_TMUX_WAITING);
        if (same)
            tmux.count--;
        else
            *waiting_at((uint16_t)(tmux.count - 1)) = w;
        if (same)
            answer(&w, s);
    }
}

static void begin(uint32_t id, uint64_t now_ms);

static void over(enum tmux_state s)
{
    const struct waiting *w = waiting_at(0);
    bool killed = s == TMUX_OK && w->wish == WISH_KILL && w->id.kind == '$';
    uint32_t session = w->id.number;
    tmux.running = false;
    tmux.state = s;
    settle(s);
    if (killed)
        close_viewers(session);
    if (tmux.count > 0)
        begin(0, clock_ms());
}

static void heard(uint32_t id, struct slice bytes)
{
    (void)id;
    tmux_list_feed(&tmux.list, bytes);
}

static void ended(uint32_t id, struct job_end end)
{
    (void)id;
    over(tmux_list_state(&tmux.list, end.error, end.status));
}

static void begin(uint32_t id, uint64_t now_ms)
{
    static const struct job_user user = {.output = heard, .ended = ended};
    struct source job = {.kind = SOURCE_COMMAND};
    struct text words;
    (void)id;
    text_init(&words, job.bytes, sizeof job.bytes);
    put_words(&words, waiting_at(0));
    BUG_UNLESS(!words.cut);
    job.argv_len = (uint16_t)words.len;
    tmux_list_start(&tmux.list);
    tmux.serial++;
    tmux.running = true;
    if (!jobs_run(&job, DEADLINE_MS, &user, 0)) {
        struct handle again = timers_start("tmux", now_ms, AGAIN_MS, 0, begin, 0);
        BUG_UNLESS(again.generation != 0); /* one is ours */
    }
}

static void ask(const struct call *k, struct waiting w)
{
    if (tmux.count == LIMIT_TMUX_WAITING) {
        log_limit("tmux", slice_of(conn_address(k->conn)));
        http_error_with(k->conn, 503, "too many wait for tmux", TEXT_OF("Retry-After: 2\r\n"));
        return;
    }
    w.conn = conn_handle(k->conn);
    *waiting_at(tmux.count++) = w;
    if (!tmux.running)
        begin(0, k->now_ms);
}

/* The member "name", which must be there unless it may be left out; false: answered. */
static bool read_name(const struct call *k, bool optional, struct waiting *w)
{
    struct json j = json_member(k->body, "name");
    size_t len = 0;
    if (optional && (j.type == JSON_BAD || j.type == JSON_NULL))
        return true;
    bool good = json_string(j, w->name, sizeof w->name, &len) && len > 0;
    for (size_t i = 0; good && i < len; i++)
        good = (uint8_t)w->name[i] >= ' ' && w->name[i] != 0x7F;
    w->name_len = (uint8_t)len;
    if (!good)
        http_error(k->conn, 400, "a name has 1 to 63 bytes and no control characters");
    return good;
}

void api_tmux(const struct call *k)
{
    ask(k, (struct waiting){.wish = WISH_LIST});
}

void api_tmux_new(const struct call *k)
{
    struct waiting w = {.wish = WISH_NEW};
    struct json session = json_member(k->body, "session");
    char id[16];
    size_t len = 0;
    if (!read_name(k, true, &w))
        return;
    if (session.type > JSON_NULL) {
        w.wish = WISH_NEW_WINDOW;
        if (!json_string(session, id, sizeof id, &len) ||
            !tmux_read_id(slice_make(id, len), &w.id) || w.id.kind != '$') {
            http_error(k->conn, 400, "session is the id of a session of tmux, such as $1");
            return;
        }
    }
    ask(k, w);
}

void api_tmux_rename(const struct call *k)
{
    struct waiting w = {.wish = WISH_RENAME, .id = k->tmux};
    if (read_name(k, false, &w))
        ask(k, w);
}

void api_tmux_kill(const struct call *k)
{
    ask(k, (struct waiting){.wish = WISH_KILL, .id = k->tmux});
}

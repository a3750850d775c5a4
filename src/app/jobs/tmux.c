/*
 * Requests wait in a ring in order of arrival; the running job belongs to the first one. All
 * requests for a list are answered by the same job. When tmux does not answer in time, every
 * waiting request is answered accordingly, instead of waiting for another timeout.
 */
#include "app/jobs/tmux.h"

#include "app/core/app.h"
#include "app/core/timers.h"
#include "app/jobs/jobs.h"
#include "app/jobs/tmux_json.h"
#include "app/life/lifecycle.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/verdict.h"
#include "net/respond.h"

_Static_assert(TMUX_JSON_MAX < ITEM_MAX, "a part of the list fits an item");

#define DEADLINE_MS 4000    /* for one command of tmux */
#define RETRY_MS 200        /* time until the next attempt if all jobs are in use */
#define LIST_END UINT16_MAX /* slot of a cursor after the last part */

static struct {
    struct tmux_request ring[LIMIT_TMUX_WAITING];
    uint16_t first, count, high;
    uint64_t refused;
    bool running;
    uint32_t serial;
    enum tmux_state state; /* result of the last command */
    struct tmux_list list;
} tmux;

void tmux_name_socket(struct source *s)
{
    struct slice socket = slice_of(app.config->tmux_socket), named;
    if (s->kind == SOURCE_TMUX && socket.len > 0 && !source_option(s, "socket-name", &named))
        (void)source_add(s, SLICE("socket-name"), socket);
}

static struct tmux_request *tmux_request_at(uint16_t i)
{
    return &tmux.ring[(tmux.first + i) % LIMIT_TMUX_WAITING];
}

static void tmux_put_words(struct text *to, const struct tmux_request *r)
{
    struct slice socket = slice_of(app.config->tmux_socket);
    struct slice name = slice_make(r->name, r->name_len);
    switch ((enum tmux_command)r->command) {
    case TMUX_COMMAND_LIST:
        tmux_list_words(to, socket);
        break;
    case TMUX_COMMAND_NEW:
        tmux_new_words(to, socket, name);
        break;
    case TMUX_COMMAND_NEW_WINDOW:
        tmux_new_window_words(to, socket, r->id.number, name);
        break;
    case TMUX_COMMAND_RENAME:
        tmux_rename_words(to, socket, r->id, name);
        break;
    case TMUX_COMMAND_KILL:
        tmux_kill_words(to, socket, r->id);
        break;
    }
}

static void tmux_refuse(struct conn *c, enum tmux_state s)
{
    static const struct verdict verdicts[] = {
        [TMUX_MISSING] = {503, "tmux is not installed on this machine"},
        [TMUX_NO_SERVER] = {404, "tmux does not run: it has no sessions"},
        [TMUX_DENIED] = {503, "tmux's socket belongs to another user"},
        [TMUX_SLOW] = {503, "tmux did not answer in time"},
        [TMUX_NO_SUCH] = {404, "tmux has no such session or window any more"},
        [TMUX_TAKEN] = {409, "tmux has a session of this name"},
        [TMUX_FAILED] = {503, "tmux: "},
    };
    TEXT(t, TMUX_SAID_BYTES + 64);
    text_str(&t, verdicts[s].sentence);
    if (s == TMUX_FAILED)
        text_add(&t, tmux_list_said(&tmux.list));
    http_error_text(c, verdicts[s].status, &t);
}

/* Finds an entry by its number, from 1. */
static bool tmux_find_entry(uint16_t number, struct tmux_entry *e, struct slice *name)
{
    uint16_t cursor = 0;
    for (uint16_t i = 0; i < number; i++)
        if (!tmux_list_next(&tmux.list, &cursor, e, name))
            return false;
    return true;
}

/* Writes one part of a list. The cursor's slot is the next part: 0 the head, then the entries, then
 * the foot. Its part is 1 once the windows have begun; its serial is that of the list with which
 * the answer began. */
static bool tmux_put_part(struct text *item, struct list_cursor *at)
{
    struct tmux_entry e;
    struct slice name;
    bool same = at->serial == tmux.serial;
    if (at->slot == LIST_END)
        return false;
    if (at->slot == 0) {
        tmux_json_put_head(item, tmux.state, tmux_list_said(&tmux.list));
    } else if (same && tmux_find_entry(at->slot, &e, &name)) {
        bool first_window = e.kind == '@' && at->part == 0;
        text_str(item, first_window ? "],\"windows\":[" : at->slot > 1 ? "," : "");
        at->part = e.kind == '@';
        tmux_json_put_entry(item, &e, name);
    } else {
        tmux_json_put_foot(item, &tmux.list, at->part == 1, same);
        at->slot = LIST_END - 1;
    }
    at->slot++;
    return true;
}

static const struct list_kind tmux_parts = {tmux_put_part, "application/json", false};

/* Answers with the session or window that was created, which tmux reports as an entry of a list. */
static void tmux_answer_made(struct conn *c)
{
    struct tmux_entry e;
    struct slice name;
    if (!tmux_find_entry(1, &e, &name)) {
        tmux_refuse(c, TMUX_FAILED);
        return;
    }
    struct text *t = item_begin();
    tmux_json_put_entry(t, &e, name);
    http_answer(c, 201, "application/json", t, NULL);
}

static void tmux_answer(const struct tmux_request *r, enum tmux_state s)
{
    struct conn *c = conn_find(r->conn);
    if (!c)
        return;
    if (r->command == TMUX_COMMAND_LIST)
        lists_begin(c, &tmux_parts, (struct list_cursor){.serial = tmux.serial}, NULL);
    else if (s != TMUX_OK)
        tmux_refuse(c, s);
    else if (r->command == TMUX_COMMAND_NEW || r->command == TMUX_COMMAND_NEW_WINDOW)
        tmux_answer_made(c);
    else
        http_answer(c, 204, NULL, NULL, NULL);
}

static bool tmux_is_target(const struct source *s, uint32_t session)
{
    struct slice value;
    struct tmux_target t;
    return s->kind == SOURCE_TMUX &&
           (!source_option(s, "socket-name", &value) ||
            slice_equal(value, slice_of(app.config->tmux_socket))) &&
           source_option(s, "target", &value) && tmux_read_target(value, &t) && t.name.len == 0 &&
           t.session == session;
}

/* Closes our windows that show, by its id, a session that was ended. Windows that refer to it by
 * name see their tmux client end. */
static void tmux_close_windows(uint32_t session)
{
    uint16_t slot = 0;
    struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL)
        if (tmux_is_target(&w->source, session))
            lifecycle_close(w);
}

static void tmux_log(const struct tmux_request *r, enum tmux_state s)
{
    static const char *const names[] = {"list", "new", "new-window", "rename", "kill"};
    struct log_line l;
    bool failed = s == TMUX_SLOW || s == TMUX_FAILED;
    if (r->command == TMUX_COMMAND_LIST && !failed)
        return;
    if (!log_open_limited(&l, failed ? LOG_WARNING : LOG_INFO, "tmux", "tmux"))
        return;
    log_str(&l, "request", slice_of(names[r->command]));
    if (r->command >= TMUX_COMMAND_NEW_WINDOW)
        log_u64(&l, r->id.kind == '$' ? "session" : "window", r->id.number);
    log_str(&l, "state", slice_of(tmux_state_name(s)));
    if (failed)
        log_str(&l, "said", tmux_list_said(&tmux.list));
    log_close(&l);
}

/* Whether a waiting request is answered together with the first one. */
static bool tmux_is_settled(const struct tmux_request *first, const struct tmux_request *r,
                            enum tmux_state s)
{
    return s == TMUX_SLOW ||
           (first->command == TMUX_COMMAND_LIST && r->command == TMUX_COMMAND_LIST);
}

/* Answers the first request and those settled with it; the others keep their order. */
static void tmux_settle(enum tmux_state s)
{
    uint16_t waiting = tmux.count;
    const struct tmux_request first = *tmux_request_at(0);
    tmux_log(&first, s);
    for (uint16_t i = 0; i < waiting; i++) {
        struct tmux_request r = *tmux_request_at(0);
        tmux.first = (uint16_t)((tmux.first + 1) % LIMIT_TMUX_WAITING);
        if (i == 0 || tmux_is_settled(&first, &r, s)) {
            tmux.count--;
            tmux_answer(&r, s);
        } else {
            *tmux_request_at((uint16_t)(tmux.count - 1)) = r;
        }
    }
}

static void tmux_run(uint32_t id, uint64_t now_ms);

static void tmux_output(uint32_t id, struct slice bytes)
{
    (void)id;
    tmux_list_feed(&tmux.list, bytes);
}

static void tmux_ended(uint32_t id, struct job_end end)
{
    enum tmux_state s = tmux_list_state(&tmux.list, end.error, end.status);
    const struct tmux_request first = *tmux_request_at(0);
    (void)id;
    tmux.running = false;
    tmux.state = s;
    tmux_settle(s);
    if (s == TMUX_OK && first.command == TMUX_COMMAND_KILL && first.id.kind == '$')
        tmux_close_windows(first.id.number);
    if (tmux.count > 0)
        tmux_run(0, clock_ms());
}

/* Runs the job of the first request; called again by a timer if all jobs are in use. */
static void tmux_run(uint32_t id, uint64_t now_ms)
{
    static const struct job_user user = {.output = tmux_output, .ended = tmux_ended};
    struct source job = {.kind = SOURCE_COMMAND};
    struct text words;
    (void)id;
    text_init(&words, job.bytes, sizeof job.bytes);
    tmux_put_words(&words, tmux_request_at(0));
    BUG_UNLESS(!words.cut);
    job.argv_len = (uint16_t)words.len;
    tmux_list_start(&tmux.list);
    tmux.serial++;
    tmux.running = true;
    if (!jobs_run(&job, DEADLINE_MS, &user, 0)) {
        struct handle retry = timers_start("tmux", now_ms, RETRY_MS, 0, tmux_run, 0);
        BUG_UNLESS(retry.generation != 0); /* LIMIT_TIMERS includes one for this */
    }
}

bool tmux_ask(const struct tmux_request *request, uint64_t now_ms)
{
    if (tmux.count == LIMIT_TMUX_WAITING) {
        tmux.refused++;
        return false;
    }
    *tmux_request_at(tmux.count++) = *request;
    if (tmux.count > tmux.high)
        tmux.high = tmux.count;
    if (!tmux.running)
        tmux_run(0, now_ms);
    return true;
}

const struct table *tmux_table(void)
{
    static struct table table = {.size = LIMIT_TMUX_WAITING};
    table.used = tmux.count;
    table.high = tmux.high;
    table.refused = tmux.refused;
    return &table;
}

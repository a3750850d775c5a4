/* Every handler reads the whole body before it changes anything. */
#include "app/http/api_sessions.h"

#include "app/http/session_json.h"
#include "app/http/window_json.h"
#include "app/life/declare.h"
#include "app/life/lifecycle.h"
#include "app/life/respawn.h"
#include "app/window/breaker.h"
#include "base/log.h"
#include "net/respond.h"
#include "source/name.h"

#define DIGITS_OF(number) #number
#define IN_DIGITS(number) DIGITS_OF(number)
#define ALL_OF(size) IN_DIGITS(size) " of " IN_DIGITS(size) " in use"
#define FULL(what, size)                                                                           \
    what " table full: " ALL_OF(size) "; close one or build with PROFILE=server"

/* The settings of a new window; absent members keep their defaults. */
struct opening {
    char name_storage[LIMIT_NAME_BYTES];
    struct slice name; /* empty: not given */
    struct source source;
    enum respawn policy;
};

static void answer_outcome(const struct call *k, enum outcome o)
{
    static const struct verdict verdicts[] = {
        [OUTCOME_BAD_NAME] = {400, NAME_SENTENCE},
        [OUTCOME_NAME_TAKEN] = {409, "a session of this name exists"},
        [OUTCOME_SESSIONS_FULL] = {503, FULL("session", LIMIT_SESSIONS)},
        [OUTCOME_WINDOWS_FULL] = {503, FULL("window", LIMIT_WINDOWS)},
        [OUTCOME_BUSY] = {409, "the window's program still runs"},
    };
    if (o == OUTCOME_SESSIONS_FULL || o == OUTCOME_WINDOWS_FULL)
        log_limit(o == OUTCOME_SESSIONS_FULL ? "sessions" : "windows",
                  slice_of(conn_address(k->conn)));
    call_refuse(k, verdicts[o]);
}

static void answer_session(const struct call *k, unsigned status, const struct session *s)
{
    struct text *t = item_begin();
    session_json_put(t, s);
    call_answer(k, status, t);
}

static void answer_window(const struct call *k, unsigned status, const struct window *w)
{
    struct text *t = item_begin();
    window_json_put(t, w);
    call_answer(k, status, t);
}

/* Reads the member "name". Absent: *name is empty. False: it is not a string of 1 to 63 bytes. */
static bool read_session_name(const struct call *k, char to[LIMIT_NAME_BYTES], struct slice *name)
{
    struct json j = json_member(k->body, "name");
    size_t len = 0;
    *name = slice_make(to, 0);
    if (call_absent(j))
        return true;
    if (!json_string(j, to, LIMIT_NAME_BYTES, &len) || len == 0)
        return false;
    name->len = len;
    return true;
}

/* Reads the member "respawn", if present. */
static struct verdict read_respawn(const struct call *k, enum respawn *policy)
{
    struct json j = json_member(k->body, "respawn");
    char word[16];
    size_t len = 0;
    if (call_absent(j) || (json_string(j, word, sizeof word, &len) &&
                           breaker_read_policy(slice_make(word, len), policy)))
        return VERDICT_DONE;
    return verdict_refuse(400, "respawn is \"never\", \"failure\" or \"always\"");
}

/* Reads the body of a new window. False: the request was answered with an error. */
static bool read_opening(const struct call *k, struct opening *o)
{
    TEXT(error, LIMIT_PATH_BYTES + 128);
    o->policy = RESPAWN_NEVER;
    if (!read_session_name(k, o->name_storage, &o->name)) {
        answer_outcome(k, OUTCOME_BAD_NAME);
        return false;
    }
    if (!declare_source(k->body, &o->source, &error)) {
        http_error(k->conn, 400, text_end(&error));
        return false;
    }
    struct verdict v = read_respawn(k, &o->policy);
    if (!verdict_done(v))
        call_refuse(k, v);
    return verdict_done(v);
}

static enum outcome open_window(struct session *s, struct slice name, const struct opening *o,
                                struct window **made)
{
    enum outcome outcome = windows_open(s, name, &o->source, made);
    if (outcome != OUTCOME_OK)
        return outcome;
    lifecycle_start(*made);
    respawn_choose(*made, o->policy);
    return OUTCOME_OK;
}

void api_sessions(const struct call *k)
{
    lists_begin(k->conn, &session_json_list, (struct list_cursor){0}, NULL);
}

void api_session_open(const struct call *k)
{
    struct opening opening;
    struct session *s = NULL;
    struct window *w = NULL;
    if (!read_opening(k, &opening))
        return;
    enum outcome o = sessions_open(opening.name, &s);
    if (o == OUTCOME_OK) {
        o = open_window(s, (struct slice){0}, &opening, &w);
        if (o != OUTCOME_OK)
            lifecycle_close_session(s);
    }
    if (o == OUTCOME_OK)
        answer_session(k, 201, s);
    else
        answer_outcome(k, o);
}

void api_session_rename(const struct call *k)
{
    char storage[LIMIT_NAME_BYTES];
    struct slice name;
    enum outcome o = OUTCOME_BAD_NAME;
    if (read_session_name(k, storage, &name))
        o = sessions_rename(k->session, name);
    if (o == OUTCOME_OK)
        answer_session(k, 200, k->session);
    else
        answer_outcome(k, o);
}

void api_session_close(const struct call *k)
{
    lifecycle_close_session(k->session);
    call_done(k);
}

void api_windows(const struct call *k)
{
    lists_begin(k->conn, &window_json_list,
                (struct list_cursor){.subject = sessions_handle(k->session)}, NULL);
}

void api_window_open(const struct call *k)
{
    struct opening opening;
    struct window *w = NULL;
    if (!read_opening(k, &opening))
        return;
    enum outcome o = open_window(k->session, opening.name, &opening, &w);
    if (o == OUTCOME_OK)
        answer_window(k, 201, w);
    else
        answer_outcome(k, o);
}

/* Changes the name, the policy, or both; a body without a policy must have a name. */
void api_window_change(const struct call *k)
{
    char storage[LIMIT_NAME_BYTES];
    struct slice name;
    enum respawn policy = (enum respawn)k->window->breaker.policy;
    enum outcome o = OUTCOME_OK;
    bool named = !call_absent(json_member(k->body, "name"));
    bool chosen = !call_absent(json_member(k->body, "respawn"));
    struct verdict v = read_respawn(k, &policy);
    if (!verdict_done(v)) {
        call_refuse(k, v);
        return;
    }
    if (named || !chosen)
        o = read_session_name(k, storage, &name) ? windows_rename(k->window, name)
                                                 : OUTCOME_BAD_NAME;
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
    call_done(k);
}

void api_window_restart(const struct call *k)
{
    enum outcome o = lifecycle_restart(k->window);
    if (o == OUTCOME_OK)
        answer_window(k, 200, k->window);
    else
        answer_outcome(k, o);
}

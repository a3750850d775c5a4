/* The life of the server: it takes over the board, drops its privileges, and serves until the
 * keeper asks it to end. */
#include "app/serve.h"

#include "app/core/app.h"
#include "app/core/link.h"
#include "app/core/timers.h"
#include "app/hear.h"
#include "app/http/dispatch.h"
#include "app/http/events.h"
#include "app/http/line_changes.h"
#include "app/http/waits.h"
#include "app/io/output.h"
#include "app/jobs/jobs.h"
#include "app/life/declared.h"
#include "app/life/lifecycle.h"
#include "app/life/takeover.h"
#include "app/request/auth.h"
#include "app/view/frames.h"
#include "app/view/viewer.h"
#include "app/watch/runtime.h"
#include "app/watch/sampler.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/net.h"
#include "os/account.h"
#include "os/address.h"
#include "os/confine/confine.h"
#include "os/confine/limits.h"
#include "os/loop.h"
#include "os/proc/usage.h"

#include <unistd.h>

/* Milliseconds for viewers to answer the close frame that a shutdown sends them. */
#define GOODBYE_MS 1000

/* Descriptors that are not watched: /proc, one to refuse a new connection with, and a PTY that
 * arrives for a slot just being freed. */
#define OTHER_DESCRIPTORS 8

static const char content_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'";

/* Sets resource limits that cover all that the process will hold; called before anything is
 * opened. */
static void serve_limit(void)
{
    struct log_line l;
    if (os_limit_self(LIMIT_STACK_BYTES, LOOP_WATCHES + LIMIT_WINDOWS + OTHER_DESCRIPTORS))
        return;
    log_open(&l, LOG_WARNING, "limits-refused");
    log_close(&l);
}

static void serve_start_network(void)
{
    const struct config *k = app.config;
    struct net_settings settings = {
        .app = &dispatch_app,
        .header_ms = k->header_ms,
        .idle_ms = k->idle_ms,
        .stall_ms = k->stall_ms,
        .ping_ms = k->ping_ms,
        .unanswered_pings = k->unanswered_pings,
        .traffic = &app.board->figures.traffic,
        .send_buffer = LIMIT_SEND_BUFFER,
        .message_max = LIMIT_MESSAGE,
        .address_share = k->connections_per_address,
        .trusting = k->local ? k->socket + sizeof OS_ADDRESS_LOCAL - 1 : NULL,
        .owner = (uint32_t)geteuid(),
        .server = "boundtty/" BOUNDTTY_VERSION,
        .policy = content_policy,
    };
    loop_init();
    net_init(&settings);
}

/* What confines the server, in words. */
static const struct {
    unsigned bit;
    const char *name;
} confinements[] = {
    {OS_USER, "a user other than root"},
    {OS_NO_NEW_PRIVILEGES, "no_new_privs"},
    {OS_FILES, "Landlock (no files)"},
    {OS_CALLS, "seccomp (few system calls)"},
};

static void serve_confine(void)
{
    uint32_t uid = (uint32_t)geteuid(), gid = (uint32_t)getegid();
    if (uid == 0 && !os_user(app.config->user, &uid, &gid)) {
        struct log_line l;
        log_open(&l, LOG_WARNING, "user-unknown");
        log_str(&l, "user", slice_of(app.config->user));
        log_close(&l);
    }
    unsigned held = os_confine(uid, gid);
    TEXT(missing, 128);
    for (size_t i = 0; i < COUNT(confinements); i++) {
        if (held & confinements[i].bit)
            continue;
        text_str(&missing, missing.len > 0 ? ", " : "");
        text_str(&missing, confinements[i].name);
    }
    struct log_line l;
    log_open(&l, missing.len > 0 ? LOG_WARNING : LOG_INFO, "server-ready");
    log_u64(&l, "restarts", app.board->restarts);
    log_u64(&l, "confined", held);
    if (missing.len > 0)
        log_str(&l, "missing", text_slice(&missing));
    if (!(held & OS_USER))
        log_str(&l, "user", SLICE("root"));
    log_close(&l);
}

/* Opens the first session and its window. Whatever a previous server opened before it died here
 * is kept. */
static void serve_open_first_session(void)
{
    if (app.config->window_count > 0)
        return;
    uint16_t session_slot = 0, window_slot = 0;
    struct session *s = sessions_next(&session_slot);
    struct window *w;
    if (!s && sessions_open((struct slice){0}, &s) != OUTCOME_OK)
        return;
    const struct source command = {.kind = SOURCE_COMMAND};
    if (!windows_next(NULL, &window_slot) &&
        windows_open(s, (struct slice){0}, &command, &w) == OUTCOME_OK)
        lifecycle_start(w);
}

/* Runs one turn of the loop; returns the latest time of the next one, in ms. */
static uint64_t serve_once(uint64_t wake_ms)
{
    uint64_t now = loop_turn(wake_ms);
    (void)timers_tick(now);
    lifecycle_turn();
    line_changes_turn(now);
    uint64_t waits = waits_turn(now), frames = frames_turn(now), net = net_tick(now);
    uint64_t events = events_turn(now);
    output_turn();
    runtime_notify();
    if (windows_flagged())
        return now;
    return clock_earlier(clock_earlier(frames, clock_earlier(net, waits)),
                         clock_earlier(timers_next(), events));
}

/* Closes all connections, and gives viewers GOODBYE_MS to answer. */
static int serve_shut_down(void)
{
    uint64_t now = clock_ms(), until = now + GOODBYE_MS;
    net_shutdown(now);
    while (net_connections()->used > 0 && now < until) {
        uint64_t wake = net_tick(now);
        now = loop_turn(wake < until ? wake : until);
    }
    link_bye();
    return 0;
}

int app_main(const struct config *config, struct board *board, int keeper)
{
    app = (struct app){
        .config = config, .board = board, .started_ms = clock_ms(), .pinged_ms = clock_ms()};
    log_init("server", config->log_level);
    journal_keep(&board->journal);
    serve_limit();
    timers_init();
    windows_init();
    jobs_init();
    auth_init();
    serve_start_network();
    hear_init(keeper);
    sampler_init(); /* before windows have timers: status needs its timer in the first slot */
    takeover_check();
    hear_take_over();
    takeover_finish();
    if (!board->ready) {
        serve_open_first_session();
        board->ready = 1;
    }
    declared_apply();
    hear_watch();
    os_usage_open();
    runtime_init();
    serve_confine();
    link_ready();
    uint64_t wake = 0;
    while (!hear_shutting_down())
        wake = serve_once(wake);
    return serve_shut_down();
}

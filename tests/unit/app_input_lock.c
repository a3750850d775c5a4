/* The input lock: which viewer may type into a window that has one; the rules, without a
 * network. */
#include "app/view/dialect_v1.h"
#include "app/view/input_lock.h"
#include "check.h"
#include "net/conn_private.h"
#include "net/net.h"
#include "os/loop.h"

#include <sys/socket.h>
#include <unistd.h>

static struct board board;
static struct config config = {.cols = 80, .rows = 24};
static struct window *w;

static void ignore_closed(struct conn *c, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
}

static void ignore_ready(uint32_t id, short revents, uint64_t now_ms)
{
    (void)id;
    (void)revents;
    (void)now_ms;
}

static void begin(const char *lock)
{
    static const struct net_app none = {.closed = ignore_closed};
    static struct net_settings settings = {.app = &none};
    struct session *s = NULL;
    struct source source = {.kind = SOURCE_COMMAND};
    memset(&board, 0, sizeof board);
    board_init(&board, 0);
    app.config = &config;
    app.board = &board;
    loop_init();
    net_init(&settings);
    windows_init();
    if (lock)
        (void)source_add(&source, SLICE("input-lock"), slice_of(lock));
    CHECK(sessions_open((struct slice){0}, &s) == OUTCOME_OK);
    CHECK(windows_open(s, (struct slice){0}, &source, &w) == OUTCOME_OK);
}

/* A viewer of the window with this client id; 0: one of ttyd's clients. */
static struct viewer *attached(uint64_t id, enum role role)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return NULL;
    close(pair[1]);
    struct viewer *v = viewers_take(conn_take(pair[0], "test", true, ignore_ready));
    v->dialect = &dialect_v1;
    v->window = windows_handle(w);
    v->id = id;
    v->role = role;
    return v;
}

static bool change(struct viewer *v, const char *word)
{
    return input_lock_change(w, v, slice_of(word));
}

static void holding(void)
{
    STORY("without a lock everybody types")
    {
        begin(NULL);
        struct viewer *a = attached(1, ROLE_FULL), *b = attached(2, ROLE_FULL);
        CHECK(input_lock_admits(w, a) && input_lock_admits(w, b));
        CHECK_STR("off", input_lock_state(w, a));
        CHECK(change(a, "take"));
        CHECK_U64(0, w->input_lock);
    }
    STORY("the first viewer that types holds the lock, and the others cannot type")
    {
        begin("yes");
        struct viewer *a = attached(1, ROLE_FULL), *b = attached(2, ROLE_FULL);
        CHECK_STR("free", input_lock_state(w, a));
        CHECK(input_lock_admits(w, a) && !input_lock_admits(w, b) && input_lock_admits(w, a));
        CHECK_STR("mine", input_lock_state(w, a));
        CHECK_STR("other", input_lock_state(w, b));
    }
    STORY("a viewer that may only look can neither type nor take the lock")
    {
        begin("yes");
        struct viewer *a = attached(1, ROLE_LOOK);
        CHECK(!input_lock_admits(w, a));
        CHECK(change(a, "take") && change(a, "request"));
        CHECK_STR("free", input_lock_state(w, a));
    }
    STORY("the lock is free when its holder has left, and the holder's when it comes back")
    {
        begin("yes");
        struct viewer *a = attached(1, ROLE_FULL), *b = attached(2, ROLE_FULL);
        CHECK(input_lock_admits(w, a));
        a->dialect = NULL;
        CHECK_STR("free", input_lock_state(w, b));
        struct viewer *back = attached(1, ROLE_FULL);
        CHECK_STR("mine", input_lock_state(w, back));
        CHECK(!input_lock_admits(w, b));
    }
    STORY("a viewer without an id can type while nobody holds the lock, and never holds it")
    {
        begin("yes");
        struct viewer *tty = attached(0, ROLE_FULL), *a = attached(1, ROLE_FULL);
        CHECK(input_lock_admits(w, tty));
        CHECK_STR("free", input_lock_state(w, tty));
        CHECK(input_lock_admits(w, a) && !input_lock_admits(w, tty));
    }
}

static void passing(void)
{
    STORY("a request is shown only to the holder, who releases the lock to the requester")
    {
        begin("yes");
        struct viewer *a = attached(1, ROLE_FULL), *b = attached(2, ROLE_FULL);
        CHECK(input_lock_admits(w, a) && change(b, "request"));
        CHECK(input_lock_requested(w, a) && !input_lock_requested(w, b));
        CHECK(change(b, "release"));
        CHECK_STR("mine", input_lock_state(w, a));
        CHECK(change(a, "release"));
        CHECK_STR("mine", input_lock_state(w, b));
        CHECK(!input_lock_requested(w, b));
    }
    STORY("a request for a free lock is granted at once; the holder's own changes nothing")
    {
        begin("yes");
        struct viewer *a = attached(1, ROLE_FULL);
        CHECK(change(a, "request"));
        CHECK_STR("mine", input_lock_state(w, a));
        CHECK(change(a, "request") && !input_lock_requested(w, a));
    }
    STORY("a lock is released to nobody if the viewer that requested it has left")
    {
        begin("yes");
        struct viewer *a = attached(1, ROLE_FULL), *b = attached(2, ROLE_FULL);
        CHECK(input_lock_admits(w, a) && change(b, "request"));
        b->dialect = NULL;
        CHECK(!input_lock_requested(w, a));
        CHECK(change(a, "release"));
        CHECK_STR("free", input_lock_state(w, a));
    }
    STORY("a lock is taken from its holder, and an unknown word is refused")
    {
        begin("yes");
        struct viewer *a = attached(1, ROLE_FULL), *b = attached(2, ROLE_FULL);
        CHECK(input_lock_admits(w, a) && change(b, "take"));
        CHECK_STR("other", input_lock_state(w, a));
        CHECK(!change(a, "taken") && !change(a, "") && !change(a, "t"));
    }
    STORY("a serial line has a lock unless its source says no")
    {
        begin("no");
        struct viewer *a = attached(1, ROLE_FULL);
        w->source.kind = SOURCE_SERIAL;
        CHECK_STR("off", input_lock_state(w, a));
        begin(NULL);
        w->source.kind = SOURCE_SERIAL;
        a = attached(1, ROLE_FULL);
        CHECK_STR("free", input_lock_state(w, a));
    }
}

int main(void)
{
    holding();
    passing();
    return check_end();
}

/* Tests of a window from its first start to its end, with a keeper that the test plays. */
#include "app/io/input.h"
#include "app/io/output.h"
#include "app/life/lifecycle.h"
#include "app/life/respawn.h"
#include "app/window/ending.h"
#include "app_stage.h"

#include <errno.h>

static const char *const device[] = {"device=/dev/ttyX", NULL};
static struct window *w;
static struct handle h;

static void begin(uint16_t kind)
{
    stage_begin();
    w = stage_window(kind, kind == SOURCE_COMMAND ? NULL : device);
    h = windows_handle(w);
}

static void started(void)
{
    lifecycle_started(h, w->request, 4711, stage_descriptor(), false);
}

/* Opens a window that runs; its START was read. */
static void run(uint16_t kind)
{
    begin(kind);
    lifecycle_start(w);
    CHECK(stage_sent() == MESSAGE_START);
    started();
}

static void starts(void)
{
    STORY("a new window is idle, and nothing is sent to the keeper")
    {
        begin(SOURCE_COMMAND);
        CHECK_U64(PHASE_IDLE, w->phase);
        CHECK(stage_sent() == MESSAGE_NONE);
        CHECK_U64(-1, ending_status(w));
    }
    STORY("a started window runs when its PTY arrives")
    {
        lifecycle_start(w);
        CHECK_U64(PHASE_STARTING, w->phase);
        CHECK(stage_sent() == MESSAGE_START);
        CHECK_U64(1, stage_message.request);
        uint64_t serial = stage_board.list_serial;
        started();
        CHECK_U64(PHASE_RUNNING, w->phase);
        CHECK_U64(4711, w->pid);
        CHECK(windows_live(w)->fd >= 0 && stage_board.list_serial > serial);
    }
    STORY("a running window cannot be started again")
    {
        CHECK(lifecycle_restart(w) == OUTCOME_BUSY);
        CHECK(stage_sent() == MESSAGE_NONE);
    }
    STORY("a report about an earlier start is ignored, and its program is ended")
    {
        run(SOURCE_COMMAND);
        int fd = stage_descriptor();
        lifecycle_started(h, w->request - 1, 1, fd, false);
        CHECK(fcntl(fd, F_GETFD) < 0);
        CHECK_U64(4711, w->pid);
        CHECK(stage_sent() == MESSAGE_END);
        lifecycle_ended(h, w->request - 1, 0, 0);
        CHECK_U64(PHASE_RUNNING, w->phase);
        CHECK(stage_sent() == MESSAGE_FORGET);
    }
}

static void reasons(void)
{
    STORY("the reason names what is missing: the user, the folder, a terminal")
    {
        static const struct {
            enum start_step step;
            int32_t error;
            const char *text;
        } failures[] = {
            {START_USER, ESRCH, "unknown user"},
            {START_USER, EPERM, "only root can run programs of another user"},
            {START_USER, EAGAIN, "temporarily not possible"},
            {START_DIRECTORY, ENOENT, "no such folder"},
            {START_DIRECTORY, EACCES, "permission denied"},
            {START_TERMINAL, ENOENT, "no PTY can be had: no such file or directory"},
            {START_TERMINAL, ENOSPC, "no PTY can be had: no space left"},
        };
        for (size_t i = 0; i < COUNT(failures); i++) {
            TEXT(ending, ENDING_MAX);
            w->status = failures[i].step;
            w->error = failures[i].error;
            ending_put(w, &ending);
            CHECK_STR(failures[i].text, text_end(&ending));
        }
        w->status = START_EXEC;
        w->error = ENOENT;
    }
}

static void ends(void)
{
    STORY("an end is recorded with its status, the last output is shown, and FORGET is sent")
    {
        run(SOURCE_COMMAND);
        CHECK(write(stage_far, "last words", 10) == 10);
        lifecycle_ended(h, w->request, 3 << 8, 0);
        CHECK_U64(PHASE_ENDED, w->phase);
        CHECK_U64(3, ending_status(w));
        CHECK(windows_live(w)->fd < 0 && stage_shows(w, "last words"));
        CHECK(stage_sent() == MESSAGE_FORGET);
    }
    STORY("a second report of the same end changes nothing, and FORGET is sent again")
    {
        lifecycle_ended(h, w->request, 4 << 8, 0);
        CHECK_U64(3, ending_status(w));
        CHECK(stage_sent() == MESSAGE_FORGET);
    }
    STORY("after a restart the text is still there, and the ending is not")
    {
        CHECK(lifecycle_restart(w) == OUTCOME_OK);
        CHECK(stage_sent() == MESSAGE_START);
        CHECK_U64(2, stage_message.request);
        CHECK(stage_shows(w, "last words") && ending_status(w) == -1);
    }
    STORY("a program that cannot be started has failed, with the reason")
    {
        TEXT(ending, ENDING_MAX);
        lifecycle_failed(h, w->request, ENOENT, START_EXEC);
        CHECK_U64(PHASE_FAILED, w->phase);
        CHECK_U64(127, ending_status(w));
        ending_put(w, &ending);
        CHECK_STR("no such file or directory", text_end(&ending));
        CHECK(stage_sent() == MESSAGE_FORGET);
    }
    reasons();
}

static void closes(void)
{
    STORY("a closed window's program is ended first, then the window and its session are gone")
    {
        run(SOURCE_COMMAND);
        lifecycle_close(w);
        CHECK_U64(PHASE_ENDING, w->phase);
        CHECK(stage_sent() == MESSAGE_END && windows_find(h));
        (void)stage_flagged(FLAG_CLOSED);
        lifecycle_ended(h, w->request, 0, 0);
        CHECK(!windows_find(h) && stage_flagged(FLAG_CLOSED));
        CHECK_U64(0, stage_board.session_table.used);
    }
    STORY("a window without a program is closed at once")
    {
        begin(SOURCE_COMMAND);
        lifecycle_close(w);
        CHECK(!windows_find(h) && stage_sent() == MESSAGE_NONE);
        run(SOURCE_COMMAND);
        lifecycle_ended(h, w->request, 0, 0);
        lifecycle_close(w);
        CHECK(!windows_find(h));
    }
    STORY("a window closed while it starts is ended as soon as it runs")
    {
        begin(SOURCE_COMMAND);
        lifecycle_start(w);
        lifecycle_close(w);
        CHECK(stage_sent() == MESSAGE_START && stage_sent() == MESSAGE_END);
        started();
        CHECK_U64(PHASE_ENDING, w->phase);
        CHECK(stage_sent() == MESSAGE_END);
        lifecycle_failed(h, w->request, ENOENT, START_EXEC);
        CHECK(!windows_find(h));
    }
}

static void closed_sessions(void)
{
    STORY("a session is closed with all its windows, and at once if it has none")
    {
        struct session *s = NULL;
        run(SOURCE_COMMAND);
        lifecycle_close_session(sessions_find(w->session));
        CHECK(w->removing && sessions_find(w->session));
        CHECK(sessions_open(SLICE("empty"), &s) == OUTCOME_OK);
        struct handle empty = sessions_handle(s);
        lifecycle_close_session(s);
        CHECK(!sessions_find(empty));
    }
    STORY("the next window in a slot has nothing of the one before")
    {
        run(SOURCE_COMMAND);
        w->memory = 2;
        w->error = EIO;
        w->declared = 5;
        respawn_choose(w, RESPAWN_ALWAYS);
        CHECK(write(stage_far, "secret", 6) == 6);
        lifecycle_close(w);
        lifecycle_ended(h, w->request, 9, 1);
        w = stage_window(SOURCE_COMMAND, NULL);
        CHECK_U64(0, windows_slot(w));
        CHECK(w->memory == 0 && w->error == 0 && w->status == 0 && w->declared == 0 && w->pid == 0);
        CHECK(w->breaker.starts == 0 && w->request == 0 && w->removing == 0);
        CHECK(!stage_shows(w, "secret") && !windows_find(h));
    }
}

static void renews(void)
{
    STORY("a running window whose source has changed is ended, then started with the new source")
    {
        run(SOURCE_COMMAND);
        lifecycle_renew(w);
        CHECK(stage_sent() == MESSAGE_END);
        lifecycle_ended(h, w->request, 15, 0);
        CHECK(stage_sent() == MESSAGE_FORGET && stage_sent() == MESSAGE_START);
        CHECK_U64(2, stage_message.request);
        CHECK(w->renew == 0 && w->phase == PHASE_STARTING);
    }
    STORY("with a new source an ended window starts at once, an idle one does not")
    {
        run(SOURCE_COMMAND);
        lifecycle_ended(h, w->request, 0, 0);
        CHECK(stage_sent() == MESSAGE_FORGET);
        lifecycle_renew(w);
        CHECK(stage_sent() == MESSAGE_START);
        begin(SOURCE_COMMAND);
        lifecycle_renew(w);
        CHECK(stage_sent() == MESSAGE_NONE && w->phase == PHASE_IDLE);
    }
    STORY("with a new source an ended window that is not started at boot waits")
    {
        run(SOURCE_COMMAND);
        w->start = START_MANUAL;
        lifecycle_ended(h, w->request, 0, 0);
        CHECK(stage_sent() == MESSAGE_FORGET);
        lifecycle_renew(w);
        CHECK(stage_sent() == MESSAGE_NONE);
    }
}

static void away(int32_t error, const char *why)
{
    struct source report = {0};
    if (why)
        (void)source_add(&report, SLICE("why"), slice_of(why));
    lifecycle_away(h, w->request, error, &report);
}

/* Lets the time of the next attempt come. */
static void retry(uint64_t after_ms)
{
    (void)timers_tick(clock_ms() + after_ms);
    lifecycle_turn();
}

static void lines(void)
{
    STORY("a window with an absent device is away, and tries again every quarter of a second")
    {
        begin(SOURCE_SERIAL);
        lifecycle_start(w);
        CHECK(stage_sent() == MESSAGE_START);
        away(ENOENT, NULL);
        CHECK_U64(PHASE_AWAY, w->phase);
        CHECK(stage_shows(w, "is away: no such file or directory"));
        retry(200);
        CHECK(stage_sent() == MESSAGE_NONE);
        retry(300);
        CHECK(stage_sent() == MESSAGE_START);
        CHECK_U64(2, stage_message.request);
    }
    STORY("a new attempt shows another error, but not the same absence again")
    {
        uint64_t serial = stage_board.list_serial;
        away(ENXIO, NULL);
        CHECK_U64(serial, stage_board.list_serial);
        retry(300);
        away(EBUSY, "held by another program");
        CHECK(stage_board.list_serial > serial && stage_shows(w, "held by another program"));
    }
    STORY("a restart by a person tries at once, and only once")
    {
        while (stage_sent() != MESSAGE_NONE)
            ;
        CHECK(lifecycle_restart(w) == OUTCOME_OK && lifecycle_restart(w) == OUTCOME_OK);
        CHECK(stage_sent() == MESSAGE_START && stage_sent() == MESSAGE_NONE);
        started();
        CHECK_U64(PHASE_RUNNING, w->phase);
        CHECK(stage_shows(w, "is there"));
    }
    STORY("a line whose stream ends is away with the reason of its kind, and the keeper closes it")
    {
        run(SOURCE_SERIAL);
        close(stage_far);
        stage_far = -1;
        (void)loop_turn(0);
        lifecycle_turn();
        CHECK_U64(PHASE_AWAY, w->phase);
        CHECK(stage_sent() == MESSAGE_LOST && windows_live(w)->fd < 0);
        CHECK(stage_shows(w, "is away: it was unplugged"));
        run(SOURCE_TCP);
        close(stage_far);
        stage_far = -1;
        (void)loop_turn(0);
        lifecycle_turn();
        CHECK(stage_shows(w, "is away: the connection was closed by the peer"));
    }
}

static void lines_that_end(void)
{
    STORY("a stream that ends with an error shows it, unless the error means the end")
    {
        run(SOURCE_SERIAL);
        windows_live(w)->error = EIO;
        windows_live(w)->reading = false;
        windows_raise(w, FLAG_LOST);
        lifecycle_turn();
        CHECK(stage_shows(w, "is away: it was unplugged") && w->error == ENODEV);
        run(SOURCE_TCP);
        windows_live(w)->error = ETIMEDOUT;
        windows_live(w)->reading = false;
        windows_raise(w, FLAG_LOST);
        lifecycle_turn();
        CHECK(w->error == ETIMEDOUT && !stage_shows(w, "closed by the peer"));
    }
    STORY("the flag of a line that has been opened again is ignored")
    {
        run(SOURCE_SERIAL);
        windows_raise(w, FLAG_LOST);
        lifecycle_turn();
        CHECK(w->phase == PHASE_RUNNING && stage_sent() == MESSAGE_NONE);
    }
    STORY("an absent line's window is closed at once, unless an attempt is in progress")
    {
        begin(SOURCE_SERIAL);
        lifecycle_start(w);
        away(ENOENT, NULL);
        lifecycle_close(w);
        CHECK(!windows_find(h));
        begin(SOURCE_SERIAL);
        lifecycle_start(w);
        away(ENOENT, NULL);
        retry(300);
        lifecycle_close(w);
        CHECK(windows_find(h));
        away(ENOENT, NULL);
        CHECK(!windows_find(h));
    }
}

static void respawns(void)
{
    STORY("a program that failed is started again after its pause, one that ended successfully is "
          "not")
    {
        run(SOURCE_COMMAND);
        respawn_choose(w, RESPAWN_FAILURE);
        lifecycle_ended(h, w->request, 1 << 8, 0);
        CHECK(stage_sent() == MESSAGE_FORGET);
        retry(900);
        CHECK(stage_sent() == MESSAGE_NONE);
        retry(1100);
        CHECK(stage_sent() == MESSAGE_START);
        lifecycle_ended(h, w->request, 0, 0);
        CHECK(stage_sent() == MESSAGE_FORGET);
        retry(100000);
        CHECK(stage_sent() == MESSAGE_NONE);
    }
    STORY("a program killed by a signal has failed")
    {
        run(SOURCE_COMMAND);
        respawn_choose(w, RESPAWN_FAILURE);
        lifecycle_ended(h, w->request, 9, 0);
        CHECK(w->breaker.retry_ms > 0);
    }
    STORY("a start that has lived long enough is good")
    {
        run(SOURCE_COMMAND);
        respawn_choose(w, RESPAWN_ALWAYS);
        CHECK(w->breaker.started_ms > 0);
        retry(10100);
        CHECK(w->breaker.started_ms == 0 && w->phase == PHASE_RUNNING);
    }
    STORY("a closed window is not started again")
    {
        run(SOURCE_COMMAND);
        respawn_choose(w, RESPAWN_ALWAYS);
        lifecycle_close(w);
        lifecycle_ended(h, w->request, 1 << 8, 0);
        retry(100000);
        CHECK(!windows_find(h) && timers_table()->used == 0);
    }
}

static uint64_t ring(void)
{
    return ring_used(&w->input.ring);
}

static void incarnations(void)
{
    STORY("a window keeps its incarnation from its opening to its program's end, and has another "
          "after")
    {
        begin(SOURCE_COMMAND);
        uint64_t first = w->incarnation;
        CHECK(first > 0 && first < (uint64_t)1 << 53);
        lifecycle_start(w);
        started();
        CHECK_U64(first, w->incarnation);
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("late"));
        lifecycle_ended(h, w->request, 0, 0);
        CHECK(w->incarnation == first && ring() == 0);
        CHECK(lifecycle_restart(w) == OUTCOME_OK);
        CHECK(w->incarnation > first);
    }
    STORY("what was typed before the first start waits for it, unless the source changes")
    {
        begin(SOURCE_COMMAND);
        uint64_t first = w->incarnation;
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("early"));
        lifecycle_start(w);
        CHECK(ring() == 5 && w->incarnation == first);
        begin(SOURCE_COMMAND);
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("early"));
        first = w->incarnation;
        lifecycle_renew(w);
        CHECK(ring() == 0 && w->incarnation > first);
    }
    STORY("a program that the keeper lost is another one when it is started, a START that got lost "
          "is not")
    {
        run(SOURCE_COMMAND);
        uint64_t first = w->incarnation;
        output_close(w);
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("lost"));
        lifecycle_unheld();
        CHECK(ring() == 0 && w->incarnation == first + 1);
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("next"));
        lifecycle_unheld();
        CHECK(ring() == 4 && w->incarnation == first + 1);
    }
    STORY("two windows, and two boards, never have the same incarnation")
    {
        begin(SOURCE_COMMAND);
        uint64_t first = w->incarnation;
        CHECK(stage_window(SOURCE_COMMAND, NULL)->incarnation == first + 1);
        begin(SOURCE_COMMAND);
        CHECK(w->incarnation >> 20 != first >> 20); /* fails by chance once in four billion runs */
    }
}

/* Lets the open line's stream end. */
static void unplug(void)
{
    close(stage_far);
    stage_far = -1;
    (void)loop_turn(0);
    lifecycle_turn();
    CHECK_U64(PHASE_AWAY, w->phase);
}

static void waiting_input(void)
{
    STORY("what a device did not take before it went away is discarded, and what follows waits")
    {
        run(SOURCE_SERIAL);
        uint64_t there = w->incarnation;
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("for the one before"));
        unplug();
        uint64_t absent = w->incarnation;
        CHECK(ring() == 0 && absent > there);
        CHECK(stage_shows(w, "did not get what was typed: 18 bytes were discarded"));
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("next"));
        CHECK(lifecycle_restart(w) == OUTCOME_OK);
        started();
        CHECK(w->incarnation > absent && ring() == 0);
        char typed[8] = {0};
        CHECK(read(stage_far, typed, 7) == 4 && strcmp(typed, "next") == 0);
    }
    STORY("what waited for ten seconds is not typed into the device that returns")
    {
        unplug();
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("x"));
        w->input.since_ms -= 10000;
        CHECK(lifecycle_restart(w) == OUTCOME_OK);
        started();
        CHECK(ring() == 0 && stage_shows(w, "1 byte was discarded"));
        char typed[8];
        CHECK(read(stage_far, typed, 7) < 0);
    }
    STORY("it is discarded when its time is over, long before the next attempt")
    {
        unplug();
        uint64_t absent = w->incarnation;
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("yy"));
        lifecycle_turn();
        w->input.since_ms -= 10000;
        retry(10000);
        CHECK(ring() == 0 && stage_shows(w, "2 bytes were discarded"));
        CHECK(w->incarnation > absent);
    }
    STORY("input of a running line does not age")
    {
        run(SOURCE_SERIAL);
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("held"));
        w->input.since_ms = 0;
        lifecycle_unheld();
        CHECK_U64(4, ring());
        CHECK_U64(4, lifecycle_discard(w));
        CHECK_U64(0, ring());
    }
}

static void takes_over(void)
{
    STORY("windows that the keeper does not hold are started again as their phase expects")
    {
        run(SOURCE_COMMAND);
        output_close(w);
        lifecycle_unheld();
        CHECK(stage_sent() == MESSAGE_START && w->phase == PHASE_STARTING);
        lifecycle_ended(h, w->request, 0, 0);
        CHECK(stage_sent() == MESSAGE_FORGET);
        lifecycle_unheld();
        CHECK(stage_sent() == MESSAGE_NONE && w->phase == PHASE_ENDED);
        begin(SOURCE_COMMAND);
        lifecycle_unheld();
        CHECK(stage_sent() == MESSAGE_NONE && w->phase == PHASE_IDLE);
    }
    STORY("a window that the keeper holds keeps running, one that was to be closed is gone")
    {
        run(SOURCE_COMMAND);
        lifecycle_unheld();
        CHECK(stage_sent() == MESSAGE_NONE && w->phase == PHASE_RUNNING);
        w->removing = 1;
        output_close(w);
        lifecycle_unheld();
        CHECK(!windows_find(h));
    }
    STORY("a window that the previous server asked to end keeps its phase")
    {
        run(SOURCE_COMMAND);
        lifecycle_close(w);
        output_close(w);
        CHECK(stage_sent() == MESSAGE_END);
        lifecycle_started(h, w->request, 4711, stage_descriptor(), true);
        CHECK(w->phase == PHASE_ENDING && stage_sent() == MESSAGE_END);
    }
}

int main(void)
{
    starts();
    ends();
    closes();
    closed_sessions();
    renews();
    lines();
    lines_that_end();
    respawns();
    incarnations();
    waiting_input();
    takes_over();
    return check_end();
}

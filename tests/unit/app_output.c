/* Tests of output: chunks, their share of a turn, and what a takeover completes. */
#include "app/io/input.h"
#include "app/io/output.h"
#include "app_stage.h"

#include <signal.h>

static struct window *w;
static const char *const device[] = {"device=/dev/ttyX", NULL};

static void begin(uint16_t kind)
{
    stage_begin();
    w = stage_window(kind, kind == SOURCE_COMMAND ? NULL : device);
}

static void open_it(void)
{
    output_open(w, stage_descriptor());
}

static void say(const char *text)
{
    CHECK(write(stage_far, text, strlen(text)) == (ssize_t)strlen(text));
}

static void reads(void)
{
    STORY("the program's output is shown in the next turn")
    {
        begin(SOURCE_COMMAND);
        open_it();
        say("hello");
        (void)loop_turn(0);
        CHECK(stage_shows(w, "hello") && w->chunk.phase == CHUNK_NONE && w->chunk.bytes[0] == 0);
        CHECK_U64(5, stage_board.figures.counts[FIGURE_PTY_READ]);
        CHECK_U64(LIMIT_WINDOWS, stage_board.feeding);
    }
    STORY("a single flood gets eight chunks in a turn")
    {
        static char bytes[64 * 1024];
        memset(bytes, 'x', sizeof bytes);
        begin(SOURCE_COMMAND);
        open_it();
        CHECK(write(stage_far, bytes, sizeof bytes) > 10 * LIMIT_CHUNK);
        (void)loop_turn(0);
        CHECK_U64(8 * LIMIT_CHUNK, stage_board.figures.counts[FIGURE_PTY_READ]);
    }
    STORY("an answer to a query is typed in the same turn")
    {
        char answer[64];
        begin(SOURCE_COMMAND);
        open_it();
        say("\x1b[c");
        (void)loop_turn(0);
        CHECK(read(stage_far, answer, sizeof answer) > 3 && !input_waits(w));
    }
    STORY("output left by an ended program is read")
    {
        begin(SOURCE_COMMAND);
        open_it();
        say("last");
        output_drain(w);
        CHECK(stage_shows(w, "last"));
        output_close(w);
        CHECK(windows_live(w)->fd < 0);
        output_close(w);
        output_drain(w);
    }
}

static void closed(void)
{
    STORY("a PTY that no process has open is tried again later: its program may open it again")
    {
        begin(SOURCE_COMMAND);
        open_it();
        close(stage_far);
        stage_far = -1;
        (void)loop_turn(0);
        CHECK(!windows_live(w)->reading && timers_table()->used == 1);
        CHECK(!stage_flagged(FLAG_LOST));
        (void)timers_tick(clock_ms() + 300);
        CHECK(windows_live(w)->reading && timers_table()->used == 0);
        (void)loop_turn(0);
        CHECK(!windows_live(w)->reading && timers_table()->used == 1);
        output_close(w);
        CHECK_U64(0, timers_table()->used);
    }
    STORY("a line whose stream has ended is lost")
    {
        begin(SOURCE_TCP);
        open_it();
        close(stage_far);
        stage_far = -1;
        (void)loop_turn(0);
        CHECK(!windows_live(w)->reading && timers_table()->used == 0);
        CHECK(stage_flagged(FLAG_LOST));
    }
}

static void resizes(void)
{
    STORY("a size is clamped, and kept for the next start")
    {
        begin(SOURCE_COMMAND);
        output_resize(w, 100, 30);
        CHECK(w->cols == 100 && w->rows == 30 && w->term.state.cols == 100 &&
              w->term.state.rows == 30);
        output_resize(w, UINT16_MAX, UINT16_MAX);
        CHECK(w->cols == w->term.state.cols && w->cols < UINT16_MAX);
        CHECK_U64(LIMIT_WINDOWS, stage_board.resizing);
    }
    STORY("a lost terminal is redrawn when its descriptor arrives")
    {
        begin(SOURCE_COMMAND);
        windows_live(w)->redraw = true;
        output_announce_size(w);
        CHECK(windows_live(w)->redraw);
        open_it();
        output_announce_size(w);
        CHECK(!windows_live(w)->redraw);
    }
}

static void chunk(uint32_t phase, const char *bytes, uint32_t deaths)
{
    begin(SOURCE_COMMAND);
    memcpy(w->chunk.bytes, bytes, strlen(bytes));
    w->chunk.len = (uint32_t)strlen(bytes);
    w->chunk.phase = phase;
    w->chunk.deaths = deaths;
    w->chunk.start = w->term.state.fed;
    stage_board.last_status = SIGSEGV;
}

static bool clean(void)
{
    return w->chunk.phase == CHUNK_NONE && w->chunk.bytes[0] == 0 && w->chunk.deaths == 0;
}

static void takes_over(void)
{
    STORY("bytes stored by a killed read() are fed")
    {
        chunk(CHUNK_READING, "half read", 0);
        w->chunk.len = 0;
        output_take_over(w);
        CHECK(stage_shows(w, "half read") && clean());
        chunk(CHUNK_READING, "", 0);
        output_take_over(w);
        CHECK(clean());
    }
    STORY("a chunk is fed if it was not, and is not fed twice")
    {
        chunk(CHUNK_FEEDING, "abc", 0);
        output_take_over(w);
        CHECK(stage_shows(w, "abc") && clean());
        chunk(CHUNK_FEEDING, "def", 0);
        w->chunk.start = w->term.state.fed - w->chunk.len;
        output_take_over(w);
        CHECK(!stage_shows(w, "def") && clean() && w->chunk.skipped == 0);
    }
    STORY("a chunk that has crashed two servers is dropped, and counted")
    {
        chunk(CHUNK_FEEDING, "poison", 1);
        output_take_over(w);
        CHECK(!stage_shows(w, "poison") && clean());
        CHECK_U64(1, w->chunk.skipped);
    }
    STORY("a server killed from outside does not count against the chunk")
    {
        chunk(CHUNK_FEEDING, "innocent", 1);
        stage_board.last_status = SIGKILL;
        output_take_over(w);
        CHECK(stage_shows(w, "innocent") && w->chunk.skipped == 0);
    }
    STORY("only the buffer of a chunk that was fed completely is cleared")
    {
        chunk(CHUNK_NONE, "fed", 0);
        output_take_over(w);
        CHECK(!stage_shows(w, "fed") && clean());
    }
}

/* A program that asks and does not read: prints "[N]" and a query until a chunk waits. */
static unsigned ask_until_full(void)
{
    unsigned asked = 0;
    (void)timers_tick(clock_ms() + 60000); /* ends the timer of an earlier story */
    begin(SOURCE_COMMAND);
    open_it();
    while (w->chunk.phase != CHUNK_WAITING && asked < 100000) {
        char text[4096];
        size_t len = 0;
        for (int i = 0; i < 100; i++)
            len += (size_t)snprintf(text + len, sizeof text - len, "[%u]\x1b[>q", asked++);
        CHECK(write(stage_far, text, len) == (ssize_t)len);
        (void)loop_turn(0);
    }
    CHECK(w->chunk.phase == CHUNK_WAITING && stage_board.feeding == LIMIT_WINDOWS);
    return asked;
}

static unsigned answers_read(void)
{
    static char bytes[1 << 20];
    unsigned answers = 0;
    for (ssize_t n; (n = read(stage_far, bytes, sizeof bytes)) > 0;) {
        for (ssize_t i = 0; i < n; i++)
            answers += bytes[i] == '|';
        (void)loop_turn(0);
        output_turn();
        (void)loop_turn(0);
    }
    return answers;
}

static void answers(void)
{
    STORY("a program that reads late gets every answer, and its output waits until then")
    {
        unsigned asked = ask_until_full();
        CHECK(answers_read() == asked && clean());
        CHECK_U64(0, w->term.counts.answers_dropped);
    }
    STORY("what waits is completed by the next server, and nothing is asked or shown twice")
    {
        unsigned asked = ask_until_full();
        stage_board.last_status = SIGSEGV;
        output_take_over(w);
        CHECK(w->chunk.phase == CHUNK_WAITING && w->chunk.deaths == 0);
        CHECK(answers_read() == asked && clean());
    }
    STORY("a server killed between two parts of a chunk has it continued where it was")
    {
        unsigned asked = ask_until_full();
        w->chunk.phase = CHUNK_FEEDING;
        stage_board.last_status = SIGKILL;
        output_take_over(w);
        CHECK(answers_read() == asked && clean());
    }
    STORY("a program that takes no input for two seconds loses answers, and its output is shown")
    {
        (void)ask_until_full();
        (void)timers_tick(clock_ms() + 1500);
        CHECK(w->chunk.phase == CHUNK_WAITING);
        (void)timers_tick(clock_ms() + 2500); /* some may have been taken since */
        (void)timers_tick(clock_ms() + 5000);
        output_turn();
        CHECK(clean() && w->term.counts.answers_dropped > 0);
        say("\r\n\x1b[cdone");
        (void)loop_turn(0);
        CHECK(stage_shows(w, "done") && clean());
        CHECK(answers_read() > 0);
        say("\x1b[>q\r\nheard");
        (void)loop_turn(0);
        CHECK(stage_shows(w, "heard") && answers_read() == 1 && !windows_live(w)->deaf);
    }
    STORY("the output of a program that has ended is shown whole, whether it read or not")
    {
        (void)ask_until_full();
        output_drain(w);
        CHECK(clean());
        (void)ask_until_full();
        output_close(w);
        CHECK(clean());
    }
}

static void flags(void)
{
    STORY("a line with something to write writes it in output's turn")
    {
        char got[8];
        begin(SOURCE_COMMAND);
        open_it();
        (void)input_put(w, INPUT_NO_CLIENT, SLICE("abc"));
        windows_raise(w, FLAG_FLUSH);
        windows_raise(w, FLAG_POLL);
        CHECK(windows_flagged());
        output_turn();
        CHECK(!windows_flagged() && read(stage_far, got, sizeof got) == 3);
    }
}

int main(void)
{
    reads();
    closed();
    resizes();
    takes_over();
    answers();
    flags();
    return check_end();
}

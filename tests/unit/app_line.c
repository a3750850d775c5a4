/* Tests of lines: changes of each kind, the encoding of input, and pauses. */
#include "app/io/input.h"
#include "app/io/line.h"
#include "app/io/output.h"
#include "app_stage.h"

static struct window *w;

static void begin(uint16_t kind, const char *const options[])
{
    stage_begin();
    w = stage_window(kind, options);
}

static void open_it(void)
{
    output_open(w, stage_descriptor());
    line_opened(w, true);
}

static const char *const serial[] = {"device=/dev/ttyX", NULL};
static const char *const raw[] = {"device=host:7", NULL};
static const char *const telnet[] = {"device=host:7", "protocol=rfc2217", NULL};

static struct verdict ask(const char *name, const char *value)
{
    struct line_change c = line_change_none(w);
    struct verdict v = line_change_add(&c, slice_of(name), slice_of(value));
    return verdict_done(v) ? line_apply(w, &c) : v;
}

static void drivers(void)
{
    STORY("each kind of line has a driver, with its own pause between attempts")
    {
        begin(SOURCE_SERIAL, serial);
        CHECK_U64(250, line_driver_of(&w->source)->retry_ms);
        begin(SOURCE_TCP, raw);
        CHECK_U64(2000, line_driver_of(&w->source)->retry_ms);
        CHECK(line_driver_of(&w->source)->fixed);
        begin(SOURCE_TCP, telnet);
        CHECK_U64(2000, line_driver_of(&w->source)->retry_ms);
        CHECK(!line_driver_of(&w->source)->fixed);
    }
    STORY("a program is not a line")
    {
        begin(SOURCE_COMMAND, NULL);
        CHECK_U64(409, ask("speed", "9600").status);
    }
    STORY("settings of an absent line cannot be changed")
    {
        begin(SOURCE_SERIAL, serial);
        CHECK_U64(409, ask("speed", "9600").status);
        CHECK_STR("the line is away", ask("speed", "9600").sentence);
    }
    STORY("a raw port has no settings, and its speed is not known")
    {
        TEXT(t, LINE_JSON_MAX);
        begin(SOURCE_TCP, raw);
        open_it();
        CHECK_U64(409, ask("speed", "9600").status);
        line_put(&t, w);
        CHECK_STR(
            "{\"speed\":0,\"frame\":\"8N1\",\"flow\":\"none\",\"guessing\":false,\"breaking\":"
            "false,\"modem\":null,\"errors\":null}",
            text_end(&t));
    }
}

static void changes(void)
{
    STORY("a malformed value is refused before anything is tried")
    {
        begin(SOURCE_SERIAL, serial);
        CHECK_U64(400, ask("frame", "9N1").status);
        CHECK_U64(400, ask("flow", "perhaps").status);
        CHECK_U64(400, ask("speed", "0").status);
    }
    STORY("an empty change changes nothing")
    {
        begin(SOURCE_TCP, telnet);
        open_it();
        struct line_change c = line_change_none(w);
        CHECK(verdict_done(line_apply(w, &c)) && !w->line.is_changed);
    }
    STORY("when part of a change fails, the line is as before")
    {
        struct line_change c;
        begin(SOURCE_TCP, telnet);
        open_it();
        struct line_state was = w->line;
        c = line_change_none(w);
        c.break_ms = 100; /* a break needs only telnet, modem lines need the peer's consent */
        c.lines = c.lines_on = OS_SERIAL_DTR;
        CHECK_U64(409, line_apply(w, &c).status);
        CHECK_BYTES(&was, sizeof was, &w->line, sizeof w->line);
    }
    STORY("a break lasts as long as requested")
    {
        TEXT(t, LINE_JSON_MAX);
        struct line_change c = line_change_none(w);
        c.break_ms = 100;
        CHECK(verdict_done(line_apply(w, &c)) && line_pending(w));
        CHECK(stage_flagged(FLAG_FLUSH) && timers_table()->used == 1);
        (void)timers_tick(clock_ms() + 50);
        line_put(&t, w);
        CHECK(strstr(text_end(&t), "\"breaking\":true"));
        (void)timers_tick(clock_ms() + 150);
        t.len = 0;
        line_put(&t, w);
        CHECK(strstr(text_end(&t), "\"breaking\":false") && timers_table()->used == 0);
    }
}

/* Types a text; returns the bytes that the device received. */
static const char *types(const char *text)
{
    static char got[256];
    (void)input_put(w, INPUT_NO_CLIENT, slice_of(text));
    input_flush(w);
    ssize_t n = read(stage_far, got, sizeof got - 1);
    got[n > 0 ? n : 0] = '\0';
    return got;
}

static void input(void)
{
    const char *got;
    STORY("Enter is sent as the source configures it")
    {
        static const char *const lf[] = {"device=h:7", "eol=lf", NULL};
        static const char *const crlf[] = {"device=h:7", "eol=crlf", NULL};
        begin(SOURCE_TCP, raw);
        open_it();
        got = types("a\rb");
        CHECK_STR("a\rb", got);
        begin(SOURCE_TCP, lf);
        open_it();
        got = types("a\rb");
        CHECK_STR("a\nb", got);
        begin(SOURCE_TCP, crlf);
        open_it();
        got = types("a\rb");
        CHECK_STR("a\r\nb", got);
    }
    STORY("a device without an echo gets a local echo")
    {
        static const char *const echo[] = {"device=h:7", "local-echo=yes", NULL};
        begin(SOURCE_TCP, echo);
        open_it();
        got = types("typed");
        CHECK_STR("typed", got);
        CHECK(stage_shows(w, "typed"));
    }
    STORY("input pauses after each line")
    {
        static const char *const delay[] = {"device=h:7", "delay=50", NULL};
        begin(SOURCE_TCP, delay);
        open_it();
        got = types("one\rtwo\r");
        CHECK_STR("one\r", got);
        CHECK(line_holds(w) && input_waits(w) && timers_table()->used == 1);
        (void)timers_tick(clock_ms() + 60);
        CHECK(!line_holds(w));
        output_turn();
        got = types("");
        CHECK_STR("two\r", got);
    }
    STORY("a line without a deadline has no timer")
    {
        begin(SOURCE_TCP, raw);
        open_it();
        CHECK_U64(0, timers_table()->used);
        output_close(w);
        CHECK_U64(0, timers_table()->used);
    }
}

static void full_ring(void)
{
    STORY("a full ring is written in one turn, wherever it begins")
    {
        static uint8_t bytes[LIMIT_INPUT_BYTES];
        begin(SOURCE_TCP, raw);
        open_it();
        const char *got = types("a");
        CHECK_STR("a", got);
        CHECK_U64(sizeof bytes, input_put(w, INPUT_NO_CLIENT, slice_make(bytes, sizeof bytes)));
        input_flush(w);
        CHECK(!input_waits(w));
    }
}

static void decodes(void)
{
    STORY("a raw port's bytes are shown unchanged, telnet's commands are not shown")
    {
        uint8_t to[LINE_CHUNK];
        begin(SOURCE_TCP, raw);
        open_it();
        CHECK_U64(5, line_decode(w,
                                 SLICE("a\xff\xf1"
                                       "bc"),
                                 to)
                         .len);
        begin(SOURCE_TCP, telnet);
        open_it();
        CHECK_U64(3, line_decode(w,
                                 SLICE("a\xff\xf1"
                                       "bc"),
                                 to)
                         .len);
    }
    STORY("a chunk can be decoded again until it has been shown")
    {
        uint8_t to[LINE_CHUNK];
        begin(SOURCE_TCP, telnet);
        open_it();
        CHECK_U64(1, line_decode(w, SLICE("a\xff"), to).len);
        CHECK_U64(1, line_decode(w, SLICE("a\xff"), to).len);
        line_decoded(w);
        CHECK_U64(1, line_decode(w,
                                 SLICE("\xf1"
                                       "b"),
                                 to)
                         .len);
        line_decoded(w);
        CHECK_U64(2, line_decode(w,
                                 SLICE("\xf1"
                                       "b"),
                                 to)
                         .len);
    }
}

int main(void)
{
    drivers();
    changes();
    input();
    full_ring();
    decodes();
    return check_end();
}

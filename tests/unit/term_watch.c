/* What a pattern that is awaited sees of a window's output. */
#include "base/text.h"
#include "engine.h"
#include "term/resize.h"
#include "term/transcript.h"
#include "term/watch.h"

static struct scratch scratch;

static struct watch *watch_of(unsigned i)
{
    return &engine.transcript.watches[i];
}

static void await_echo(unsigned i, const char *pattern, const char *echo)
{
    *watch_of(i) = (struct watch){.id = i + 1, .until_ms = UINT64_MAX};
    CHECK(glob_wrong(slice_of(pattern)) == NULL);
    watch_start(&engine, &engine_undo, watch_of(i), slice_of(pattern), slice_of(echo));
}

static void await(const char *pattern)
{
    await_echo(0, pattern, "");
}

static bool found(void)
{
    return watch_of(0)->found != 0;
}

/* Feeds the text after `before` in two chunks, cut at each place, and checks whether the pattern is
 * found each time. */
static void check_splits(const char *before, const char *text, const char *pattern, bool expected)
{
    size_t len = strlen(text);
    for (size_t cut = 0; cut <= len; cut++) {
        engine_start(20, 4);
        engine_feed(before);
        await(pattern);
        engine_feed_bytes(text, cut);
        engine_feed_bytes(text + cut, len - cut);
        CHECK_U64(expected, found());
    }
    engine_start(20, 4);
    engine_feed(before);
    await(pattern);
    for (size_t i = 0; i < len; i++)
        engine_feed_bytes(text + i, 1);
    CHECK_U64(expected, found());
}

static void test_lines(void)
{
    STORY("a line is seen however the output is cut into chunks")
    {
        check_splits("$ ", "make test\r\n12 passed, 0 failed\r\n$ ", "*passed, 0 failed", true);
        check_splits("", "12 passed, 1 failed\r\n12 0 failed\r\n", "passed, 0 failed", false);
        check_splits("", "caf\xc3\xa9 \xe6\xbc\xa2\r\n", "caf\xc3\xa9 \xe6\xbc\xa2", true);
        check_splits("", "e\xcc\x81t\xc3\xa9\r\n", "e\xcc\x81t", true);
    }
    STORY("a line that is cleared or scrolled off in the same write is seen")
    {
        check_splits("", "Hit any key to stop autoboot\033[2J\033[H", "stop autoboot", true);
        check_splits("", "autoboot\033[1K", "autoboot", true);
        check_splits("", "autoboot\033[2K\r", "autoboot", true);
        check_splits("", "autoboot\033c", "autoboot", true);
        check_splits("", "autoboot\033[?1049h", "autoboot", true);
        check_splits("", "autoboot\r\n\r\n\r\n\r\n\r\n\r\n\033[3J", "autoboot", true);
        check_splits("\033[4;1H", "autoboot\033[2M\033[4S", "autoboot", true);
    }
    STORY("a line that is overwritten after a carriage return or a backspace is seen")
    {
        check_splits("", " 50%\r 51%\r\033[K", "50%", true);
        check_splits("", " 50%\r 51%\r\033[K", "51%", true);
        check_splits("", "50%\b\b\b51%\b\b\b52%", "50%", true);
        check_splits("", "50%\b\b\b51%\b\b\b52%", "51%", true);
        check_splits("", "50%\033[3D51%\033[G52%", "51%", true);
    }
    STORY("colours do not divide a line, and tabs and moves to the right are blanks in it")
    {
        check_splits("", "12 \033[32mpassed\033[0m, 0 \033[1;31mfailed\033[m\r\n",
                     "passed, 0 failed", true);
        check_splits("", "a\tb\r\n", "a       b", true);
        check_splits("", "a\033[3Cb\r\n", "a   b", true);
        check_splits("", "x\033[4b\r\n", "xxxxx", true);
    }
}

static void test_prompts(void)
{
    STORY("the blanks of a prompt count up to the cursor")
    {
        check_splits("", "login: ", "login: ", true);
        check_splits("", "board login: ", "login: ", true);
        check_splits("", "login:", "login: ", false);
        check_splits("", "login: \r\n", "login: ", true);
    }
    STORY("what was there before never matches again")
    {
        check_splits("$ ", "make test", "$ ", false);
        check_splits("login: ", "root\r\n", "login: ", false);
        check_splits("done\r\n", "\033[Hmore\r\n", "done", false);
        check_splits("all done", "\r\n\033[A\033[20G!", "done", false);
        check_splits("$ ", "make\r\n$ ", "$ ", true);
    }
    STORY("a match may begin before the mark")
    {
        check_splits("12 passed, ", "0 failed\r\n", "passed, 0 failed", true);
        check_splits("pas", "\033[PX\033[2D sed", "pas", false);
        check_splits("pas__sed\033[4G", "\033[2P", "passed", true);
        check_splits("passd\033[5G", "\033[@e", "passed", true);
    }
    STORY("with an awaited screen a line and a prompt that are there match")
    {
        engine_start(20, 4);
        engine_feed("one\r\nlogin: ");
        await("login: ");
        watch_screen(&engine, &engine_undo, watch_of(0));
        CHECK(found());
        await("one");
        watch_screen(&engine, &engine_undo, watch_of(0));
        CHECK(found());
        await("one ");
        watch_screen(&engine, &engine_undo, watch_of(0));
        CHECK(!found());
    }
}

static void test_joined(void)
{
    static const char longer[] =
        "a line of more than twenty columns, with \xe6\xbc\xa2\xe5\xad\x97\r\n";
    STORY("a line that wraps is one line, whatever the width")
    {
        check_splits("", longer, "more than twenty columns, with \xe6\xbc\xa2\xe5\xad\x97", true);
        for (uint16_t cols = 2; cols < 60; cols++) {
            engine_start(cols, 3);
            await("a line*twenty columns, with \xe6\xbc\xa2\xe5\xad\x97");
            engine_feed(longer);
            CHECK(found());
        }
    }
    STORY("its start may be in the history, and the size may change in its middle")
    {
        for (uint16_t cols = 5; cols < 60; cols += 7) {
            engine_start(20, 2);
            await("a line*twenty columns, with \xe6\xbc\xa2\xe5\xad\x97");
            engine_feed_bytes(longer, 30);
            term_resize(&engine, &scratch, cols, 2);
            CHECK(!found());
            engine_feed(longer + 30);
            CHECK(found());
        }
    }
    STORY("a line without a newline is seen as it grows")
    {
        engine_start(80, 24);
        await("begin*xyz end");
        engine_feed("begin ");
        for (int i = 0; i < 1000; i++)
            engine_feed("0123456789");
        engine_feed("xyz");
        CHECK(!found());
        await("789xyz*end");
        engine_feed(" end");
        CHECK(found());
    }
    STORY("lines that were not joined stay apart")
    {
        check_splits("", "12 passed, 0 faile\r\nd\r\n", "failed", false);
        check_splits("\033[?7l", "a line of more than twenty columns\r\n", "more than twenty",
                     false);
        check_splits("\033[?69h\033[1;5s", "abcdefgh\r\n", "abcdef", false);
        check_splits("\033[?69h\033[1;5s", "abcdefgh\r\n", "fgh", true);
        check_splits("\033[?69h\033[1;5s", "abcdefgh\033[A\033[1K", "abcde", true);
        check_splits("\033[?69h\033[1;5s", "abcdefgh\033[A\033[2K", "e", true);
        check_splits("\033[?69h\033[1;5s\033[2;3r\033[4;1H", "abcdefgh\033[1K", "abcde", true);
    }
}

/* Feeds `count` digits in one line, then reads the line of the cursor. */
static struct line_text read_digits(uint16_t cols, uint16_t rows, unsigned count, size_t columns)
{
    engine_start(cols, rows);
    engine_feed("before\r\n");
    static char digits[10000];
    for (unsigned i = 0; i < count; i++)
        digits[i] = (char)('0' + i % 10);
    engine_feed_bytes(digits, count);
    return lines_read(&engine, engine.state.cursor.y, columns, engine_undo.line);
}

static void test_offsets(void)
{
    STORY("the new part of a line is found in rows of the screen and in lines of the history")
    {
        for (unsigned count = 1; count < 100; count += 7)
            for (unsigned columns = 0; columns <= count; columns++) {
                struct line_text l = read_digits(10, 3, count, columns);
                CHECK_U64(count, l.text.len);
                CHECK_U64(count, l.cursor);
                CHECK_U64(count - columns, l.from);
                CHECK_U64('0', l.text.at[0]);
            }
    }
    STORY("a long line begins some columns before its new part")
    {
        for (uint16_t rows = 3; rows < 200; rows += 98) {
            struct line_text l = read_digits(100, rows, 9990, 10);
            CHECK(l.text.len >= LINES_CONTEXT + 10 && l.text.len < LINES_CONTEXT + 10 + 200);
            CHECK_U64(l.text.len - 10, l.from);
            CHECK_U64(l.text.len, l.cursor);
            CHECK_U64('9', l.text.at[l.text.len - 1]);
        }
    }
    STORY("offsets count bytes, and a blank that a wide character left does not belong to the line")
    {
        engine_start(5, 2);
        engine_feed("abcd\xe6\xbc\xa2"
                    "efg\xe5\xad\x97"
                    "hi\xe4\xb8\xad");
        struct line_text l = lines_read(&engine, 1, 4, engine_undo.line);
        CHECK(slice_equal(l.text, slice_of("abcd\xe6\xbc\xa2"
                                           "efg\xe5\xad\x97"
                                           "hi\xe4\xb8\xad")));
        CHECK_U64(l.text.len - 4, l.from);
        CHECK_U64(l.text.len, l.cursor);
    }
    STORY("a line without the cursor has no blanks at its end, and its cursor is at the end")
    {
        engine_start(10, 3);
        engine_feed("one   \r\n  two  ");
        struct line_text l = lines_read(&engine, 0, 0, engine_undo.line);
        CHECK(slice_equal(l.text, SLICE("one")) && l.cursor == 3);
        l = lines_read(&engine, 1, 2, engine_undo.line);
        CHECK(slice_equal(l.text, SLICE("  two  ")) && l.cursor == 7 && l.from == 5);
        engine_feed("\033[3D");
        l = lines_read(&engine, 1, 2, engine_undo.line);
        CHECK(slice_equal(l.text, SLICE("  two")) && l.cursor == 4 && l.from == 2);
    }
}

static void check_echo(const char *before, const char *text, bool expected)
{
    size_t len = strlen(text);
    for (size_t cut = 0; cut <= len; cut++) {
        engine_start(20, 4);
        engine_feed(before);
        await_echo(0, "done", "echo done");
        engine_feed_bytes(text, cut);
        engine_feed_bytes(text + cut, len - cut);
        CHECK_U64(expected, found());
    }
}

static void test_echo(void)
{
    STORY("the echo of what was sent does not match, its result does")
    {
        check_echo("$ ", "echo done\r\n", false);
        check_echo("$ ", "echo done\r\ndone\r\n", true);
        check_echo("a prompt of 16 $ ", "echo done\r\n", false);
        check_echo("", "echo done\r\n$ echo done\r\n", false);
        check_echo("", "echo done\r\n$ echo done\r\ndone\r\n", true);
        check_echo("? ", "is done", true);
        check_echo("$ ", "echo done; done\r\n", true);
        check_echo("", "echo done\r\necho done\r\n", true);
        check_echo("", "\recho done\r\n", false);
        check_echo("", "earlier\r\necho done\r\n", false);
        check_echo("", "earlier\r\necho done\r\ndone\r\n", true);
        check_echo("", "earlier\r\necho done\r\necho done\r\n", true);
        check_echo("$ ", "earlier\r\necho done\r\n$ echo done\r\n", false);
        engine_start(20, 4);
        await_echo(0, "n", "y");
        engine_feed("n");
        CHECK(found());
    }
    STORY("the echo of a long command does not match either, wherever it wraps")
    {
        for (size_t len = LIMIT_ECHO_BYTES - 3; len < LIMIT_ECHO_BYTES + 2; len++) {
            char command[LIMIT_ECHO_BYTES + 2];
            memset(command, 'x', len);
            memcpy(command + len - 5, " done", 6);
            struct slice echo = slice_part(slice_of(command), 0, LIMIT_ECHO_BYTES - 1);
            engine_start(31, 4);
            engine_feed("$ ");
            *watch_of(0) = (struct watch){.id = 1, .until_ms = UINT64_MAX};
            watch_start(&engine, &engine_undo, watch_of(0), slice_of("done"), echo);
            for (int i = 0; i < 2; i++) {
                engine_feed(command);
                engine_feed("\r\n$ ");
            }
            CHECK(!found());
            engine_feed("\ris done\r\n");
            CHECK(found());
        }
    }
}

static void test_marks(void)
{
    STORY("a mark finds what has passed since, and nothing before it")
    {
        engine_start(20, 4);
        engine_feed("$ ");
        (void)transcript_mark(&engine);
        engine_feed("one\r\n");
        uint64_t mark = transcript_mark(&engine);
        engine_feed("two\033[2J\r\nthree");
        *watch_of(0) = (struct watch){.id = 1};
        await("one");
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), mark) && !found());
        await("two");
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), mark) && found());
        uint64_t after = watch_of(0)->found;
        await("two");
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), after) && !found());
        await("three");
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), after) && found());
    }
    STORY("a mark whose output is no longer kept is refused, and so is one that never was")
    {
        engine_start(20, 4);
        uint64_t mark = transcript_mark(&engine);
        await("x");
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), mark));
        CHECK(!watch_since(&engine, &engine_undo, watch_of(0), mark + 1));
        CHECK(!watch_since(&engine, &engine_undo, watch_of(0), mark - 1));
        for (int i = 0; i < LIMIT_TRANSCRIPT_BYTES; i++)
            engine_feed("y\r\n");
        CHECK(!watch_since(&engine, &engine_undo, watch_of(0), mark));
        CHECK(!found());
        engine_feed("abc\r\n");
        mark = transcript_mark(&engine);
        engine_feed("abc\r\n");
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), mark));
        CHECK(!watch_since(&engine, &engine_undo, watch_of(0), mark + 1));
    }
    STORY("nothing is recorded when nobody can ask for it, and a mark from before is then refused")
    {
        engine_start(20, 4);
        engine_feed("one\r\n");
        uint64_t mark = transcript_mark(&engine);
        for (int i = 0; i < LIMIT_TRANSCRIPT_BYTES; i++)
            engine_feed("y\r\n");
        uint64_t end = engine.state.transcript.next;
        engine_feed("y\r\n");
        CHECK_U64(end, engine.state.transcript.next);
        CHECK(!transcript_keeps(&engine, mark) && !transcript_keeps(&engine, end - 1));
        CHECK(transcript_keeps(&engine, transcript_mark(&engine)));
    }
}

/* Appends a record of a text of this length. */
static void put_record(size_t len, size_t from, size_t before)
{
    static uint8_t bytes[LIMIT_LINE_BYTES];
    memset(bytes, 'x', sizeof bytes);
    bytes[sizeof bytes - 1] = 'z';
    struct line_text line = {slice_make(bytes + sizeof bytes - len, len), from, len};
    transcript_put(&engine, &line, before);
}

enum { HEAD = 6, HALF = LIMIT_TRANSCRIPT_BYTES / 2 - HEAD };

static void test_records(void)
{
    struct line_text line = {.from = 0};
    size_t before;
    STORY("the first position is not 0, and the records fill the ring exactly")
    {
        engine_start(20, 4);
        uint64_t first = transcript_mark(&engine), at = first;
        CHECK(first > 0);
        put_record(HALF, 10, SIZE_MAX);
        put_record(HALF, 0, 20);
        CHECK(transcript_keeps(&engine, first));
        CHECK(transcript_read(&engine, &at, &line, &before, engine_undo.line));
        CHECK(line.text.len == HALF && line.from == 10 && before == HALF);
        CHECK(line.text.at[0] == 'x' && line.text.at[HALF - 1] == 'z');
        CHECK(transcript_keeps(&engine, at) && !transcript_keeps(&engine, at - 1));
        CHECK(transcript_read(&engine, &at, &line, &before, engine_undo.line));
        CHECK(line.text.len == HALF && line.from == 0 && before == 20);
        CHECK(transcript_keeps(&engine, at) && !transcript_keeps(&engine, at + 1));
        CHECK(!transcript_read(&engine, &at, &line, &before, engine_undo.line));
        put_record(0, 0, 0);
        CHECK(!transcript_keeps(&engine, first));
        CHECK(transcript_read(&engine, &at, &line, &before, engine_undo.line));
        CHECK(line.text.len == 0);
    }
    STORY("a record that is longer than half of the ring loses its start")
    {
        engine_start(20, 4);
        uint64_t at = transcript_mark(&engine);
        put_record(HALF + 6, 8, HALF);
        CHECK(transcript_read(&engine, &at, &line, &before, engine_undo.line));
        CHECK(line.text.len == HALF && line.from == 2 && before == HALF - 6);
        CHECK(line.text.at[HALF - 1] == 'z');
        put_record(HALF + 6, 5, 6);
        CHECK(transcript_read(&engine, &at, &line, &before, engine_undo.line));
        CHECK(line.from == 0 && before == 0);
    }
}

static void test_bad_records(void)
{
    struct line_text line = {.from = 0};
    size_t before;
    STORY("a record that is damaged is not read")
    {
        engine_start(20, 4);
        uint64_t first = transcript_mark(&engine), at = first;
        put_record(10, 0, 10);
        for (uint8_t len = 9; len < 12; len++) {
            at = first;
            engine.transcript.bytes[first % LIMIT_TRANSCRIPT_BYTES] = len;
            CHECK_U64(len <= 10, transcript_read(&engine, &at, &line, &before, engine_undo.line));
        }
        engine.transcript.bytes[(first + 1) % LIMIT_TRANSCRIPT_BYTES] = 0xFF;
        at = first;
        engine.state.transcript.next += LIMIT_TRANSCRIPT_BYTES * 8;
        CHECK(!transcript_read(&engine, &at, &line, &before, engine_undo.line));
    }
    STORY("output that is not recorded makes all marks before it void")
    {
        engine_start(20, 4);
        (void)transcript_mark(&engine);
        while (engine.state.transcript.next < engine.state.transcript.until)
            engine_feed("y\r\n");
        uint64_t last = engine.state.transcript.next;
        CHECK(transcript_keeps(&engine, last));
        engine_feed("y\r\n");
        CHECK(!transcript_keeps(&engine, last));
        CHECK_U64(last + 1, engine.state.transcript.next);
        engine_feed("y\r\n");
        CHECK_U64(last + 1, engine.state.transcript.next);
    }
}

static void test_several(void)
{
    STORY("several patterns are found in one line, each at its time")
    {
        engine_start(20, 4);
        for (unsigned i = 0; i < LIMIT_WAITS; i++)
            await_echo(i, i % 2 ? "odd" : "even", "");
        engine_feed("odd\r\n");
        for (unsigned i = 0; i < LIMIT_WAITS; i++)
            CHECK_U64(i % 2, watch_of(i)->found != 0);
        engine_feed("even\r\n");
        for (unsigned i = 0; i < LIMIT_WAITS; i++)
            CHECK(watch_of(i)->found != 0);
    }
    STORY("a pattern whose time is over is no longer looked for")
    {
        engine_start(20, 4);
        await("one");
        watch_of(0)->until_ms = 1000;
        engine_feed("one");
        CHECK(!found());
        watch_of(0)->until_ms = 1001;
        engine_feed("\rone");
        CHECK(found());
    }
    STORY("a chunk that is rolled back and fed again is recorded once")
    {
        static struct term before;
        engine_start(20, 4);
        uint64_t mark = transcript_mark(&engine);
        before = engine;
        engine_feed("one\r\ntwo\r\n");
        struct transcript_state once = engine.state.transcript;
        engine_undo.active = 1;
        undo_rollback(&engine_undo, &engine);
        CHECK(memcmp(&before.state, &engine.state, sizeof before.state) == 0);
        engine_feed("one\r\ntwo\r\n");
        CHECK(memcmp(&once, &engine.state.transcript, sizeof once) == 0);
        await("one");
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), mark) && found());
    }
}

static uint32_t random_state;

static uint32_t drawn(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* Appends four equal letters, perhaps in several colours and at the end of other text, and one of
 * the ways to leave or lose a line. */
static void put_random_line(struct text *t, char letter)
{
    static const char *const leaves[] = {
        "\r\n",        "\n",        "\r",        "\033[2J",       "\033[H",    "\033[A",
        "\033[2K",     "\033[1K\r", "\b\b\b",    "\033M",         "\033c",     "\033[?1049h",
        "\033[?1049l", "\033[3;5H", "\033[2M",   "\033[2S",       "\033[T",    "\033[1G\033[X",
        "\033D",       "\033E",     "\033[5;9f", "\033[4X\033[D", "\033[100B", "\t\033[F",
    };
    for (uint32_t n = drawn(12); n > 0; n--)
        text_char(t, (char)('0' + drawn(10)));
    for (int i = 0; i < 4; i++) {
        if (drawn(6) == 0)
            text_str(t, "\033[1;3");
        if (t->len > 0 && t->at[t->len - 1] == '3')
            text_str(t, drawn(2) ? "1m" : "5;7m");
        text_char(t, letter);
    }
    text_str(t, leaves[drawn((uint32_t)COUNT(leaves))]);
}

/* Feeds the text in random chunks. */
static void feed_drawn(struct slice text)
{
    while (text.len > 0) {
        size_t n = 1 + drawn(drawn(3) == 0 ? 3 : 40);
        struct slice chunk = slice_part(text, 0, n);
        engine_feed_bytes(chunk.at, chunk.len);
        text = slice_from(text, n);
    }
}

/* How often the records since a mark hold four of this letter. */
static unsigned times_seen(char letter, uint64_t position)
{
    const char pattern[] = {letter, letter, letter, letter, '\0'};
    unsigned times = 0;
    for (;; times++) {
        await(pattern);
        CHECK(watch_since(&engine, &engine_undo, watch_of(0), position));
        if (!found())
            return times;
        position = watch_of(0)->found;
    }
}

static void test_drawn(void)
{
    STORY("of any output, cut anywhere, at any size, each text is seen exactly once")
    {
        for (uint32_t seed = 1; seed <= 1000; seed++) {
            random_state = seed;
            engine_start((uint16_t)(4 + drawn(40)), (uint16_t)(2 + drawn(6)));
            uint64_t mark = transcript_mark(&engine);
            for (char letter = 'A'; letter <= 'Z'; letter++) {
                TEXT(t, 256);
                put_random_line(&t, letter);
                feed_drawn(text_slice(&t));
                if (drawn(8) == 0 && engine.state.active == SCREEN_MAIN)
                    term_resize(&engine, &scratch, (uint16_t)(4 + drawn(40)),
                                (uint16_t)(2 + drawn(6)));
            }
            for (char letter = 'A'; letter <= 'Z'; letter++)
                if (times_seen(letter, mark) != 1) {
                    CHECK_U64(1, times_seen(letter, mark));
                    CHECK_U64(0, seed);
                }
        }
    }
}

int main(void)
{
    test_drawn();
    test_lines();
    test_prompts();
    test_joined();
    test_offsets();
    test_echo();
    test_marks();
    test_records();
    test_bad_records();
    test_several();
    return check_end();
}

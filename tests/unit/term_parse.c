/* The state machine: the start, end and cancellation of sequences. */
#include "engine.h"

static void check_answers(const char *expected)
{
    struct slice a = term_answers(&engine);
    CHECK_BYTES(expected, strlen(expected), a.at, a.len);
    term_answered(&engine);
}

static void test_text(void)
{
    STORY("plain text appears where it was written")
    {
        engine_start(20, 3);
        engine_feed("hello\r\nworld");
        CHECK_STR("hello", engine_row(0));
        CHECK_STR("world", engine_row(1));
    }
    STORY("NUL and DEL do nothing")
    {
        engine_start(20, 3);
        engine_feed_bytes("a\0b\177c", 5);
        CHECK_STR("abc", engine_row(0));
    }
    STORY("UTF-8 may be split anywhere")
    {
        engine_start(20, 3);
        for (const char *p = "h\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80"; *p != '\0'; p++)
            engine_feed_bytes(p, 1);
        CHECK_STR("h\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80", engine_row(0));
    }
    STORY("malformed UTF-8 shows one U+FFFD for each broken piece")
    {
        engine_start(20, 3);
        engine_feed("a\xFF"
                    "b\xE2\x82"
                    "c\xC0\xAF"
                    "d");
        CHECK_STR("a\xEF\xBF\xBD"
                  "b\xEF\xBF\xBD"
                  "c\xEF\xBF\xBD\xEF\xBF\xBD"
                  "d",
                  engine_row(0));
    }
}

static void test_sequences(void)
{
    STORY("C0 controls are carried out inside a control sequence")
    {
        engine_start(20, 3);
        engine_feed("ab\033[\b1Cx");
        CHECK_STR("abx", engine_row(0));
    }
    STORY("CAN and SUB cancel a sequence, ESC starts a new one")
    {
        engine_start(20, 3);
        engine_feed("\033[31\030mA\033[4\032mB\033[5;\033[2GC");
        CHECK_STR("mCmB", engine_row(0));
    }
    STORY("C1 controls are recognized in UTF-8 after S8C1T")
    {
        engine_start(20, 3);
        engine_feed("\033 G\xC2\x9B"
                    "2;3Hx\xC2\x85y");
        CHECK_STR("  x", engine_row(1));
        CHECK_STR("y", engine_row(2));
    }
    STORY("parameters are clamped, and excess ones are ignored")
    {
        engine_start(20, 3);
        engine_feed("\033[99999999999;99999999999Hx");
        CHECK_STR("                   x", engine_row(2));
        for (int i = 0; i < 100; i++)
            engine_feed(i == 0 ? "\033[31" : ";31");
        engine_feed("my");
        CHECK_U64(LIMIT_PARAMETERS, engine.state.parser.count);
    }
    STORY("unknown sequences are ignored as a whole")
    {
        engine_start(20, 3);
        engine_feed("\033[>4;1ma\033[1;2 zb\033[=3!~c\033#3d\033%Ge\033[?1;2:3xf");
        CHECK_STR("abcdef", engine_row(0));
    }
}

static void test_strings(void)
{
    STORY("BEL, ST and U+009C end an OSC")
    {
        engine_start(20, 3);
        engine_feed("\033]2;one\007a");
        CHECK_BYTES("one", 3, term_title(&engine).at, term_title(&engine).len);
        engine_feed("\033]2;two\033\\b");
        CHECK_BYTES("two", 3, term_title(&engine).at, term_title(&engine).len);
        engine_feed("\033 G\033]2;th\xC3\x9C\xC2\x9C"
                    "c");
        CHECK_BYTES("th\xC3\x9C", 4, term_title(&engine).at, term_title(&engine).len);
        CHECK_STR("abc", engine_row(0));
    }
    STORY("an interrupted string has no effect, and the sequence after it is carried out")
    {
        engine_start(20, 3);
        engine_feed("\033]2;no\030a\033]2;no\033[5Gb");
        CHECK_STR("a   b", engine_row(0));
        CHECK_U64(0, engine.state.title_len);
    }
    STORY("APC, PM, SOS and an unknown DCS are ignored up to ST")
    {
        engine_start(20, 3);
        engine_feed("\033_apc\007x\033\\a\033^pm\033\\b\033Xsos\033\\c\033P1;2qsixel\033\\d");
        CHECK_STR("abcd", engine_row(0));
    }
    STORY("a title is truncated between two characters, and contains no controls")
    {
        engine_start(20, 3);
        engine_feed("\033]0;");
        for (int i = 0; i < 200; i++)
            engine_feed("\xE6\x97\xA5");
        engine_feed("\007");
        CHECK_U64(LIMIT_TITLE_BYTES / 3 * 3, engine.state.title_len);
        engine_feed("\033]0;a\xC2\x9B"
                    "b\007");
        CHECK_BYTES("ab", 2, term_title(&engine).at, term_title(&engine).len);
    }
    STORY("a clipboard is accepted whole or not at all")
    {
        engine_start(20, 3);
        engine_feed("\033]52;c;QUJD\007");
        CHECK_BYTES("QUJD", 4, term_clipboard(&engine).at, term_clipboard(&engine).len);
        CHECK_U64(1, engine.state.clipboard_serial);
        engine_feed("\033]52;c;?\007\033]52;c;no base64!\007");
        CHECK_U64(1, engine.state.clipboard_serial);
        engine_feed("\033]52;c;");
        for (int i = 0; i < LIMIT_CLIPBOARD_BYTES / 4 + 1; i++)
            engine_feed("QUJD");
        engine_feed("\007x");
        CHECK_U64(1, engine.state.clipboard_serial);
        CHECK_U64(1, engine.counts.strings_cut);
        CHECK_STR("x", engine_row(0));
        check_answers("");
    }
}

static void test_answers(void)
{
    STORY("queries are answered")
    {
        engine_start(20, 3);
        engine_feed("\033[5n\033[2;3H\033[6n");
        check_answers("\033[0n\033[2;3R");
        engine_feed("\033[18t\033[?2004$p\033[4$p\033[?9999$p");
        check_answers("\033[8;3;20t\033[?2004;2$y\033[4;2$y\033[?9999;0$y");
        engine_feed("\033[1;4:3;38;2;1;2;3m\033P$qm\033\\\033P$qz\033\\\033P+q5858\033\\");
        check_answers("\033P1$r0;1;4:3;38:2::1:2:3m\033\\\033P0$r\033\\\033P0+r\033\\");
        engine_feed("\033]11;?\007\033]4;1;?\033\\");
        check_answers("\033]11;rgb:0000/0000/0000\007\033]4;1;rgb:cdcd/0000/0000\033\\");
    }
    STORY("answers name the clipboard only where programs may set it")
    {
        engine_start(20, 3);
        engine_feed("\033[c\033P+q4d73\033\\");
        check_answers("\033[?64;6;21;22;28c\033P0+r\033\\");
        term_allow_clipboard(&engine, true);
        engine_feed("\033[c\033P+q4D73;436f;5858;524742\033\\");
        check_answers("\033[?64;6;21;22;28;52c"
                      "\033P1+r4d73=1b5d35323b25703125733b257032257307\033\\"
                      "\033P1+r436f=323536\033\\\033P0+r\033\\\033P1+r524742=38\033\\");
        term_allow_clipboard(&engine, false);
        engine_feed("\033Z");
        check_answers("\033[?64;6;21;22;28c");
    }
    STORY("answers that do not fit in the queue are dropped whole and counted")
    {
        engine_start(20, 3);
        for (int i = 0; i < 1000; i++)
            engine_feed("\033[5n");
        CHECK_U64(LIMIT_ANSWER_BYTES / 4 * 4, engine.state.answer_len);
        CHECK_U64(1000 - LIMIT_ANSWER_BYTES / 4, engine.counts.answers_dropped);
    }
    STORY("a title is never reported")
    {
        engine_start(20, 3);
        engine_feed("\033]2;rm -rf\007\033[21t\033[20t");
        check_answers("");
    }
}

/* Feeds the text n times. */
static void feed_times(const char *text, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        engine_feed(text);
}

static void test_bounds_of_strings(void)
{
    STORY("a title of the maximum length is kept whole; a longer one is truncated")
    {
        engine_start(20, 3);
        engine_feed("\033]2;");
        feed_times("a", LIMIT_TITLE_BYTES - 1);
        engine_feed("b\007");
        CHECK_U64(LIMIT_TITLE_BYTES, engine.state.title_len);
        CHECK_U64('b', engine.title[LIMIT_TITLE_BYTES - 1]);
        engine_feed("\033]2;");
        feed_times("c", LIMIT_TITLE_BYTES + 1);
        engine_feed("\007");
        CHECK_U64(LIMIT_TITLE_BYTES, engine.state.title_len);
        CHECK_U64(0, engine.counts.strings_cut);
    }
    STORY("a title that is set again unchanged is not sent again")
    {
        engine_start(20, 3);
        engine_feed("\033]2;one\007\033]2;one\007");
        CHECK_U64(1, engine.state.title_serial);
        engine_feed("\033]2;two\007\033]2;tw\007");
        CHECK_U64(3, engine.state.title_serial);
    }
    STORY("a string as long as its buffer is accepted; one byte more is counted as cut")
    {
        engine_start(20, 3);
        engine_feed("\033]8;;");
        feed_times("u", LIMIT_STRING_BYTES - 3);
        CHECK_U64(0, engine.state.parser.truncated);
        engine_feed("u\007");
        CHECK_U64(1, engine.counts.strings_cut);
        CHECK_U64(0, engine.state.cursor.link);
    }
    STORY("a URI of the maximum length is a link; a longer one is not, and is counted")
    {
        engine_start(20, 3);
        engine_feed("\033]8;;");
        feed_times("u", LIMIT_LINK_BYTES);
        engine_feed("\007");
        CHECK(engine.state.cursor.link != 0);
        engine_feed("\033]8;;");
        feed_times("v", LIMIT_LINK_BYTES + 1);
        engine_feed("\007");
        CHECK_U64(0, engine.state.cursor.link);
        CHECK_U64(1, engine.counts.rare_dropped);
    }
    STORY("a clipboard as large as its storage is accepted")
    {
        engine_start(20, 3);
        engine_feed("\033]52;c;");
        feed_times("QUJD", LIMIT_CLIPBOARD_BYTES / 4);
        engine_feed("\007");
        CHECK_U64(LIMIT_CLIPBOARD_BYTES, engine.state.clipboard_len);
        CHECK_U64(0, engine.counts.strings_cut);
    }
}

static void test_bounds_of_sequences(void)
{
    STORY("the last parameter that fits has effect, those after it do not")
    {
        engine_start(20, 3);
        engine_feed("\033[");
        feed_times("0;", LIMIT_PARAMETERS - 1);
        engine_feed("1mx");
        CHECK_U64(ATTR_BOLD, engine_style(0, 0).attributes);
        engine_feed("\033[");
        feed_times("0;", LIMIT_PARAMETERS);
        engine_feed("1my");
        CHECK_U64(0, engine_style(1, 0).attributes);
    }
    STORY("a number is clamped to 65534, which differs from an omitted one")
    {
        engine_start(20, 3);
        engine_feed("\033[65534;65535;0;;7$p");
        CHECK_U64(65534, engine.state.parser.parameters[0]);
        CHECK_U64(65534, engine.state.parser.parameters[1]);
        CHECK_U64(0, engine.state.parser.parameters[2]);
        CHECK_U64(PARAMETER_NONE, engine.state.parser.parameters[3]);
        CHECK_U64(7, engine.state.parser.parameters[4]);
    }
    STORY("a sequence with two intermediate bytes is unknown, with one it is known")
    {
        engine_start(20, 3);
        engine_feed("\033[2  qa\033[3 qb");
        CHECK_U64(3, engine.state.shape);
        CHECK_STR("ab", engine_row(0));
        engine_feed("\033#$8c\033((0q\033(0q");
        CHECK_STR("abcq\xE2\x94\x80", engine_row(0));
    }
    STORY("a private marker within the parameters makes the sequence unknown")
    {
        engine_start(20, 3);
        engine_feed("\033[1?hx\033[??1hy\033[1<mz");
        CHECK_U64(0, engine.state.modes & MODE_APPLICATION_CURSOR);
        CHECK_STR("xyz", engine_row(0));
    }
    STORY("a parameter after an intermediate byte makes the sequence unknown")
    {
        engine_start(20, 3);
        engine_feed("\033[2 3qx");
        CHECK_U64(0, engine.state.shape);
        CHECK_STR("x", engine_row(0));
    }
    STORY("a cluster holds as many code points as fit; one more is dropped and counted")
    {
        engine_start(20, 3);
        engine_feed("e");
        feed_times("\xCC\x81", LIMIT_CLUSTER_POINTS - 1);
        CHECK_U64(0, engine.counts.clusters_cut);
        engine_feed("\xCC\x81");
        CHECK_U64(1, engine.counts.clusters_cut);
        CHECK_U64(1 + 2 * (LIMIT_CLUSTER_POINTS - 1), strlen(engine_row(0)));
    }
}

int main(void)
{
    test_bounds_of_strings();
    test_bounds_of_sequences();
    test_text();
    test_sequences();
    test_strings();
    test_answers();
    return check_end();
}

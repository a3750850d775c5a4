/* The state machine: what begins, ends and breaks off sequences. */
#include "engine.h"

static void check_answers(const char *expected)
{
    struct slice a = term_answers(&engine);
    CHECK_BYTES(expected, strlen(expected), a.at, a.len);
    term_answered(&engine);
}

static void test_text(void)
{
    STORY("plain text is where it was written")
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
    STORY("UTF-8 may be cut anywhere")
    {
        engine_start(20, 3);
        for (const char *p = "h\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80"; *p != '\0'; p++)
            engine_feed_bytes(p, 1);
        CHECK_STR("h\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80", engine_row(0));
    }
    STORY("malformed UTF-8 shows one replacement for each broken piece")
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
    STORY("CAN and SUB break a sequence off, ESC begins a new one")
    {
        engine_start(20, 3);
        engine_feed("\033[31\030mA\033[4\032mB\033[5;\033[2GC");
        CHECK_STR("mCmB", engine_row(0));
    }
    STORY("C1 controls come as UTF-8")
    {
        engine_start(20, 3);
        engine_feed("\xC2\x9B"
                    "2;3Hx\xC2\x85y");
        CHECK_STR("  x", engine_row(1));
        CHECK_STR("y", engine_row(2));
    }
    STORY("parameters are clamped and too many are left out")
    {
        engine_start(20, 3);
        engine_feed("\033[99999999999;99999999999Hx");
        CHECK_STR("                   x", engine_row(2));
        for (int i = 0; i < 100; i++)
            engine_feed(i == 0 ? "\033[31" : ";31");
        engine_feed("my");
        CHECK_U64(LIMIT_PARAMETERS, engine.state.parser.count);
    }
    STORY("unknown sequences are swallowed whole")
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
        engine_feed("\033]2;th\xC3\x9C\xC2\x9C"
                    "c");
        CHECK_BYTES("th\xC3\x9C", 4, term_title(&engine).at, term_title(&engine).len);
        CHECK_STR("abc", engine_row(0));
    }
    STORY("a string that is broken off does nothing, and the sequence after it is carried out")
    {
        engine_start(20, 3);
        engine_feed("\033]2;no\030a\033]2;no\033[5Gb");
        CHECK_STR("a   b", engine_row(0));
        CHECK_U64(0, engine.state.title_len);
    }
    STORY("APC, PM, SOS and a DCS that is not known are swallowed up to ST")
    {
        engine_start(20, 3);
        engine_feed("\033_apc\007x\033\\a\033^pm\033\\b\033Xsos\033\\c\033P1;2qsixel\033\\d");
        CHECK_STR("abcd", engine_row(0));
    }
    STORY("a title is cut at its bound between two characters, and holds no controls")
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
    STORY("a clipboard is taken whole or not at all")
    {
        engine_start(20, 3);
        engine_feed("\033]52;c;QUJD\007");
        CHECK_BYTES("QUJD", 4, engine.clipboard, engine.state.clipboard_len);
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
        engine_feed("\033[1;4:3;38;2;1;2;3m\033P$qm\033\\\033P$qz\033\\\033P+q544e\033\\");
        check_answers("\033P1$r0;1;4:3;38:2::1:2:3m\033\\\033P0$r\033\\\033P0+r\033\\");
        engine_feed("\033]11;?\007\033]4;1;?\033\\");
        check_answers("\033]11;rgb:0000/0000/0000\007\033]4;1;rgb:cdcd/0000/0000\033\\");
    }
    STORY("answers that nobody fetches are dropped whole and counted")
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

int main(void)
{
    test_text();
    test_sequences();
    test_strings();
    test_answers();
    return check_end();
}

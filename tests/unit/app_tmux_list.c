/* Answers of tmux are read the same in pieces of any size; names may hold any byte; entries that do
 * not fit are counted. */
#include "app/jobs/tmux_list.h"
#include "check.h"

#include <errno.h>

static struct tmux_list list;

/* Feeds the answer in pieces of this size; 0: at once. */
static void read_all(const char *answer, size_t len, size_t piece)
{
    struct slice rest = {(const uint8_t *)answer, len};
    tmux_list_start(&list);
    while (rest.len > 0) {
        size_t n = piece == 0 ? rest.len : piece;
        tmux_list_feed(&list, slice_part(rest, 0, n));
        rest = slice_from(rest, n);
    }
}

/* The table in readable form: one entry after the other. */
static const char *shown(void)
{
    static char line[4096];
    struct text t;
    struct tmux_entry e;
    struct slice name;
    uint16_t cursor = 0;
    text_init(&t, line, sizeof line - 1);
    while (tmux_list_next(&list, &cursor, &e, &name)) {
        text_char(&t, e.kind);
        text_u64(&t, e.id);
        text_char(&t, ' ');
        if (e.kind == '@') {
            text_str(&t, "of ");
            text_u64(&t, e.session);
            text_char(&t, ' ');
        }
        text_u64(&t, e.windows);
        text_str(&t, e.attached > 0 ? "* " : " ");
        text_add(&t, name);
        text_char(&t, '|');
    }
    return text_end(&t);
}

static const char *shown_of(const char *answer)
{
    read_all(answer, strlen(answer), 0);
    return shown();
}

static enum tmux_state exits(int code, const char *answer)
{
    read_all(answer, strlen(answer), 0);
    return tmux_list_state(&list, 0, code << 8);
}

static void stories_of_names(void)
{
    STORY("sessions and their windows are read in pieces of any size")
    {
        static const char answer[] = "S$0 2 1 1795247550 1795247560 0 3:one\n"
                                     "S$12 1 0 1795247551 1795247561 0 0:\n"
                                     "W$0 @0 0 1 4:bash\nW$0 @3 5 0 3:vim\nW$12 @1 0 1 2:sh\n";
        for (size_t piece = 0; piece < sizeof answer; piece++) {
            read_all(answer, sizeof answer - 1, piece);
            CHECK_STR("$0 2* one|$12 1 |@0 of 0 0* bash|@3 of 0 5 vim|@1 of 12 0* sh|", shown());
            CHECK(tmux_list_state(&list, 0, 0) == TMUX_OK);
        }
        struct tmux_entry e;
        struct slice name;
        uint16_t cursor = 0;
        CHECK(tmux_list_next(&list, &cursor, &e, &name));
        CHECK_U64(1795247550, e.created);
        CHECK_U64(1795247560, e.activity);
        CHECK_U64(1, e.attached);
    }
    STORY("a name may look like another entry, and hold newlines, colons and zeros")
    {
        CHECK_STR("$1 1 a\nS$2 1 0 1 1 0 1:b|$3 1 c|",
                  shown_of("S$1 1 0 1 1 0 19:a\nS$2 1 0 1 1 0 1:b\nS$3 1 0 1 1 0 1:c\n"));
        static const char zeros[] = "S$1 1 0 1 1 0 3:a\0b\n";
        read_all(zeros, sizeof zeros - 1, 0);
        struct tmux_entry e;
        struct slice name;
        uint16_t cursor = 0;
        CHECK(tmux_list_next(&list, &cursor, &e, &name));
        CHECK_BYTES("a\0b", 3, name.at, name.len);
    }
    STORY("a long name is cut between two characters")
    {
        char answer[512];
        struct text t;
        text_init(&t, answer, sizeof answer);
        text_str(&t, "S$1 1 0 1 1 0 102:");
        for (int i = 0; i < 34; i++)
            text_str(&t, "\xE6\xBC\xA2");
        text_char(&t, '\n');
        read_all(answer, t.len, 7);
        struct tmux_entry e;
        struct slice name;
        uint16_t cursor = 0;
        CHECK(tmux_list_next(&list, &cursor, &e, &name));
        CHECK_U64(63, name.len);
        CHECK(slice_ends(name, SLICE("\xE6\xBC\xA2")));
        text_init(&t, answer, sizeof answer);
        text_str(&t, "S$1 1 0 1 1 0 65:a");
        for (int i = 0; i < 32; i++)
            text_str(&t, "\xC3\xA9");
        text_char(&t, '\n');
        read_all(answer, t.len, 1);
        cursor = 0;
        CHECK(tmux_list_next(&list, &cursor, &e, &name));
        CHECK_U64(63, name.len);
        CHECK(tmux_list_state(&list, 0, 0) == TMUX_OK);
    }
}

static void stories_of_choice(void)
{
    STORY("viewers' own sessions are not listed, nor the windows that they share")
    {
        CHECK_STR("$0 1 one|@0 of 0 0* sh|",
                  shown_of("S$0 1 0 1 1 0 3:one\nS$4 1 1 1 1 1 10:boundtty-1\n"
                           "W$0 @0 0 1 2:sh\nW$4 @0 0 1 2:sh\n"));
        CHECK_U64(0, list.windows_over);
    }
    STORY("the answer to a new window is only this window")
    {
        CHECK_STR("@7 of 3 2 new|", shown_of("W$3 @7 2 0 3:new\n"));
    }
    STORY("entries that do not fit are counted, and the sessions come before the windows")
    {
        static char answer[LIMIT_TMUX_BYTES * 4];
        struct text t;
        const unsigned many = LIMIT_TMUX_BYTES / 24;
        text_init(&t, answer, sizeof answer);
        for (unsigned i = 0; i < many; i++) {
            text_str(&t, "S$");
            text_u64(&t, i);
            text_str(&t, " 1 0 1 1 0 4:name\n");
        }
        text_str(&t, "W$0 @0 0 1 2:sh\nW$0 @1 1 1 2:sh\n");
        CHECK(!t.cut);
        read_all(answer, t.len, 100);
        unsigned kept = 0;
        struct tmux_entry e;
        struct slice name;
        uint16_t cursor = 0;
        while (tmux_list_next(&list, &cursor, &e, &name)) {
            CHECK(e.kind == '@' || e.id == kept);
            kept++;
        }
        CHECK(kept >= LIMIT_TMUX_BYTES / 28 - 1);
        CHECK_U64(many + 2, kept + list.sessions_over + list.windows_over);
        CHECK(tmux_list_state(&list, 0, 0) == TMUX_OK);
    }
}

static void stories_of_states(void)
{
    STORY("each error of tmux has its state")
    {
        CHECK(exits(1, "no server running on /tmp/tmux-0/x\n") == TMUX_NO_SERVER);
        CHECK(exits(1, "error connecting to /tmp/x (No such file or directory)\n") ==
              TMUX_NO_SERVER);
        CHECK(exits(1, "server exited unexpectedly\n") == TMUX_NO_SERVER);
        CHECK(exits(1, "error connecting to /tmp/tmux-0/x (Permission denied)\n") == TMUX_DENIED);
        CHECK(
            exits(1,
                  "error connecting to /tmp/a-path-as-long-as-the-path-of-a-socket-can-be-in-this-"
                  "system/tmux-1000/some-name-that-is-long-too (No such file or directory)\n") ==
            TMUX_NO_SERVER);
        CHECK(exits(1, "directory /tmp/tmux-0 has unsafe permissions\n") == TMUX_DENIED);
        CHECK(exits(1, "can't find session: $9\n") == TMUX_NO_SUCH);
        CHECK(exits(1, "duplicate session: one\n") == TMUX_TAKEN);
        CHECK(exits(1, "") == TMUX_FAILED);
        CHECK(exits(1, "?\nno server running\n") == TMUX_FAILED);
        CHECK(exits(1, "\nno server running\n") == TMUX_NO_SERVER);
        CHECK(exits(1, "usage: tmux\nno server running\n") == TMUX_FAILED);
        CHECK_STR("usage: tmux", (const char *)list.said);
        CHECK(exits(0, "") == TMUX_OK);
        CHECK(tmux_list_state(&list, ENOENT, 0) == TMUX_MISSING);
        CHECK(tmux_list_state(&list, EACCES, 0) == TMUX_FAILED);
        CHECK(tmux_list_state(&list, ETIMEDOUT, 9) == TMUX_SLOW);
        CHECK(tmux_list_state(&list, 0, 9) == TMUX_FAILED);
        for (int s = TMUX_OK; s <= TMUX_FAILED; s++)
            CHECK(tmux_state_name((enum tmux_state)s)[0] != '\0');
    }
    STORY("an answer that is truncated or malformed has failed")
    {
        static const char *const bad[] = {"S",
                                          "S$1 1 0 1 1 0 3:on",
                                          "S$1 1 0 1 1 0 3:one",
                                          "S$1 1 0 1 1 0 2:one\n",
                                          "S$1:1:a\n",
                                          "S$1 1 0 1 1 0 0 0:\n",
                                          "W$1 x\n",
                                          "W\n",
                                          "S$1 1 0 1 1 0 :name\n"};
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
            CHECK(exits(0, bad[i]) == TMUX_FAILED);
        CHECK(exits(0, "S$99999999999999999999 1 0 1 1 0 1:a\n") == TMUX_OK);
    }
    STORY("a long line of an error is truncated")
    {
        char line[300];
        memset(line, 'x', sizeof line);
        line[298] = '\n';
        line[299] = '\0';
        CHECK(exits(1, line) == TMUX_FAILED);
        CHECK_U64(TMUX_SAID_BYTES, tmux_list_said(&list).len);
    }
}

static void errors_like_entries(void)
{
    STORY("an error that holds the letters of an entry is kept whole, and entries follow it")
    {
        CHECK(exits(1, "usage: tmux [-S socket] WORDS\nS$1 1 0 1 1 0 3:one\n") == TMUX_FAILED);
        CHECK_STR("usage: tmux [-S socket] WORDS", (const char *)list.said);
        CHECK_STR("$1 1 one|", shown());
    }
}

int main(void)
{
    stories_of_names();
    stories_of_choice();
    stories_of_states();
    errors_like_entries();
    return check_end();
}

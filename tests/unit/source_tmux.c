/* Commands of tmux: names arrive as given, targets are ids, and a command that is too long is
 * marked as cut. */
#include "check.h"
#include "limits.h"
#include "source/tmux.h"

static char storage[LIMIT_COMMAND_BYTES];
static struct text words;

static void begin(void)
{
    text_init(&words, storage, sizeof storage);
}

/* The words after `after`, as a person would write them, each followed by '|'. */
static const char *shown(const char *after)
{
    static char line[LIMIT_COMMAND_BYTES * 2];
    struct text t;
    struct slice rest = text_slice(&words), word;
    bool found = after == NULL;
    text_init(&t, line, sizeof line - 1);
    while (rest.len > 0) {
        rest = slice_cut(rest, 0, &word);
        if (found) {
            text_add(&t, word);
            text_char(&t, '|');
        }
        found = found || slice_equal(word, slice_of(after));
    }
    return text_end(&t);
}

/* The line up to and including the first occurrence of `last`. */
static const char *until(const char *line, const char *last)
{
    static char part[LIMIT_COMMAND_BYTES];
    const char *end = strstr(line, last);
    struct text t;
    text_init(&t, part, sizeof part - 1);
    text_add(&t, slice_part(slice_of(line), 0, end ? (size_t)(end - line) + strlen(last) : 0));
    return text_end(&t);
}

static const char *renamed(const char *name)
{
    begin();
    tmux_rename_words(&words, SLICE(""), (struct tmux_id){'$', 7}, slice_of(name));
    return shown("--");
}

static void words_read(void)
{
    STORY("ids and targets are read strictly")
    {
        struct tmux_id id;
        struct tmux_target t;
        CHECK(tmux_read_id(SLICE("$0"), &id) && id.kind == '$' && id.number == 0);
        CHECK(tmux_read_id(SLICE("@4294967295"), &id) && id.kind == '@' && id.number == UINT32_MAX);
        static const char *const bad[] = {"",      "$",  "@",   "1",    "$-1", "$1x", "$4294967296",
                                          "@1:@2", "%1", "$ 1", "=one", "$$1"};
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
            CHECK(!tmux_read_id(slice_of(bad[i]), &id));
        CHECK(tmux_read_target(SLICE("$12"), &t) && t.session == 12 && !t.chosen);
        CHECK(tmux_read_target(SLICE("$12:@3"), &t) && t.session == 12 && t.window == 3 &&
              t.chosen && t.name.len == 0);
        CHECK(tmux_read_target(SLICE("my work"), &t) && !t.chosen);
        CHECK_BYTES("my work", 7, t.name.at, t.name.len);
        static const char *const worse[] = {"",       "$",     "$1:",    "$1:3",   "$x", ":@3",
                                            "$1:@3:", "$1:$2", "work:1", "work.1", "=a:"};
        for (size_t i = 0; i < sizeof worse / sizeof worse[0]; i++)
            CHECK(!tmux_read_target(slice_of(worse[i]), &t));
    }
    STORY("a name is taken literally: no format, no shell, no end of a command")
    {
        CHECK_STR("plain name|", renamed("plain name"));
        CHECK_STR("##(reboot) ##{pid}|", renamed("#(reboot) #{pid}"));
        CHECK_STR("####(reboot)|", renamed("##(reboot)"));
        CHECK_STR("#[fg=red]##(id)##|", renamed("#[fg=red]#(id)#"));
        CHECK_STR("##[##[#[|", renamed("##[##[#["));
        CHECK_STR("a;b\\;|", renamed("a;b;"));
        CHECK_STR("a\\\\;|", renamed("a\\;"));
        CHECK_STR("\\;|", renamed(";"));
        CHECK_STR("-t|", renamed("-t"));
        CHECK_STR("$1 `id` \"'|", renamed("$1 `id` \"'"));
    }
}

static void commands(void)
{
    STORY("sessions and windows are created, renamed and ended")
    {
        begin();
        tmux_new_words(&words, SLICE("mine"), SLICE("x"));
        CHECK(strncmp(shown(NULL), "tmux|-u|-L|mine|new-session|-d|-P|-F|S#{session_id} ", 52) ==
              0);
        CHECK_STR("x|", shown("-s"));
        begin();
        tmux_new_words(&words, SLICE("/run/a b"), SLICE(""));
        CHECK(strncmp(shown(NULL), "tmux|-u|-S|/run/a b|new-session|", 32) == 0);
        CHECK_STR("", shown("-s"));
        begin();
        tmux_new_window_words(&words, SLICE(""), 4, SLICE("w"));
        CHECK_STR("$4:|-n|w|", shown("-t"));
        begin();
        tmux_rename_words(&words, SLICE(""), (struct tmux_id){'@', 3}, SLICE("w"));
        CHECK_STR("tmux|-u|rename-window|-t|@3|--|w|", shown(NULL));
        begin();
        tmux_kill_words(&words, SLICE(""), (struct tmux_id){'@', 3});
        CHECK_STR("tmux|-u|kill-window|-t|@3|", shown(NULL));
        begin();
        tmux_kill_words(&words, SLICE(""), (struct tmux_id){'$', 3});
        CHECK_STR("tmux|-u|kill-session|-t|$3|", shown(NULL));
    }
}

static void viewers(void)
{
    STORY("a viewer gets a session of its own, which ends with it")
    {
        begin();
        tmux_attach_words(&words, SLICE(""),
                          &(struct tmux_target){.session = 1, .window = 3, .chosen = true},
                          SLICE("boundtty-5"));
        CHECK_STR("tmux|-u|has-session|-t|$1|;|new-session|-d|-t|$1|-s|boundtty-5|;|"
                  "set-option|-t|boundtty-5|destroy-unattached|on|;|"
                  "set-option|-t|boundtty-5|detach-on-destroy|on|;|"
                  "set-option|-t|boundtty-5|@boundtty|1|;|"
                  "select-window|-t|boundtty-5:@3|;|attach-session|-t|boundtty-5|",
                  shown(NULL));
        begin();
        tmux_attach_words(&words, SLICE(""), &(struct tmux_target){.session = 1}, SLICE("b"));
        CHECK(strstr(shown(NULL), "select-window") == NULL);
        struct tmux_target named = {.name = SLICE("a b#;")};
        begin();
        tmux_attach_words(&words, SLICE(""), &named, SLICE("b"));
        CHECK_STR("=a b#\\;|;|new-session|-d|-t|=a b#\\;|-s|b|", until(shown("-t"), "-s|b|"));
    }
    STORY("the longest words of every command fit")
    {
        char name[LIMIT_NAME_BYTES], path[108];
        memset(name, '#', sizeof name);
        memset(path, '/', sizeof path);
        struct slice n = {(const uint8_t *)name, sizeof name - 1};
        struct slice socket = {(const uint8_t *)path, sizeof path - 1};
        begin();
        tmux_list_words(&words, socket);
        CHECK(!words.cut);
        begin();
        tmux_new_words(&words, socket, n);
        CHECK(!words.cut);
        begin();
        tmux_new_window_words(&words, socket, UINT32_MAX, n);
        CHECK(!words.cut);
        begin();
        tmux_rename_words(&words, socket, (struct tmux_id){'$', UINT32_MAX}, n);
        CHECK(!words.cut);
        begin();
        tmux_attach_words(&words, socket, &(struct tmux_target){n, 0, UINT32_MAX, true}, n);
        CHECK(!words.cut);
        text_init(&words, storage, 40);
        tmux_rename_words(&words, SLICE(""), (struct tmux_id){'$', 1}, SLICE("0123456789;"));
        CHECK(words.cut);
    }
}

int main(void)
{
    words_read();
    commands();
    viewers();
    return check_end();
}

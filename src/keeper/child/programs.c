/* Finds the argv of a program. Each kind of program has a function that appends the words of its
 * argv, each NUL-terminated, from the source's options. */
#include "keeper/child/programs.h"

#include "os/random.h"
#include "source/tmux.h"

#include <errno.h>
#include <string.h>

#define SELF "/proc/self/exe" /* file of this program */
#define SELF_NAME "boundtty"  /* argv[0] of this program */
#define SESSION_BYTES 8       /* bytes of entropy in the name of a tmux session */

static void program_put_word(struct text *to, struct slice word)
{
    text_add(to, word);
    text_char(to, '\0');
}

static void program_put_flag(struct text *to, const struct source *s, const char *option,
                             const char *flag)
{
    struct slice value;
    if (!source_option(s, option, &value))
        return;
    program_put_word(to, slice_of(flag));
    program_put_word(to, value);
}

static void put_command(const struct source *s, struct text *to)
{
    text_add(to, source_argv(s));
}

static void put_ssh(const struct source *s, struct text *to)
{
    struct slice value;
    program_put_word(to, SLICE(SELF));
    program_put_word(to, SLICE("roam"));
    program_put_flag(to, s, "alive-interval", "-a");
    program_put_flag(to, s, "alive-count", "-c");
    program_put_flag(to, s, "interval", "-I");
    program_put_flag(to, s, "socket-name", "-L");
    program_put_flag(to, s, "escape", "-e");
    if (source_option(s, "multiplexer", &value) && !slice_equal(value, SLICE("tmux")))
        program_put_word(to, slice_equal(value, SLICE("screen")) ? SLICE("-S") : SLICE("--none"));
    if (source_yes(s, "require-forward"))
        program_put_word(to, SLICE("--require-forward"));
    program_put_word(to, SLICE("--"));
    if (source_option(s, "host", &value))
        program_put_word(to, value);
    if (source_option(s, "remote-session", &value))
        program_put_word(to, value);
}

/* The session that the window opens in tmux has a random name, which no other program uses. */
static void put_tmux(const struct source *s, struct text *to)
{
    struct slice socket = {0}, value = {0};
    struct tmux_target target;
    TEXT(as, LIMIT_NAME_BYTES);
    uint8_t random[SESSION_BYTES] = {0};
    (void)source_option(s, "socket-name", &socket);
    (void)source_option(s, "target", &value);
    (void)tmux_read_target(value, &target);
    (void)os_random(random, sizeof random);
    text_str(&as, "boundtty-");
    for (size_t i = 0; i < sizeof random; i++)
        text_hex(&as, random[i], 2);
    tmux_attach_words(to, socket, &target, text_slice(&as));
}

static void (*const put_words[SOURCES])(const struct source *s, struct text *to) = {
    [SOURCE_COMMAND] = put_command,
    [SOURCE_SSH] = put_ssh,
    [SOURCE_TMUX] = put_tmux,
};

bool programs_run(const struct source *s)
{
    return s->kind < SOURCES && put_words[s->kind];
}

/* Prepares a login shell: its argv[0] begins with '-'. */
static void program_login(struct program *p, const char *shell)
{
    struct text name;
    const char *slash = strrchr(shell, '/');
    text_init(&name, p->login, sizeof p->login);
    text_char(&name, '-');
    text_str(&name, slash ? slash + 1 : shell);
    (void)text_end(&name);
    p->file = shell;
    p->argv[0] = p->login;
    p->argv[1] = NULL;
}

int programs_find(struct program *p, const struct source *source, struct slice command,
                  const struct os_account *account)
{
    struct text t;
    struct slice word;
    size_t count = 0;
    text_init(&t, p->words, sizeof p->words);
    put_words[source->kind](source, &t);
    if (t.cut)
        return E2BIG;
    struct slice words = t.len > 0 ? text_slice(&t) : command;
    if (words.len == 0) {
        program_login(p, account->shell);
        return 0;
    }
    while (words.len > 0 && count < LIMIT_ARGUMENTS) {
        p->argv[count++] = (char *)(uintptr_t)words.at;
        words = slice_cut(words, '\0', &word);
    }
    if (words.len > 0)
        return E2BIG;
    p->argv[count] = NULL;
    p->file = p->argv[0];
    if (strcmp(p->file, SELF) == 0)
        p->argv[0] = (char *)(uintptr_t)SELF_NAME;
    return 0;
}

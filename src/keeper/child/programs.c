/* A kind of program is a function that writes its argv from the options. */
#include "keeper/child/programs.h"

#include "os/random.h"
#include "source/tmux.h"

static void put_word(struct text *to, struct slice word)
{
    text_add(to, word);
    text_char(to, '\0');
}

static void put_flag(struct text *to, const struct source *s, const char *option, const char *flag)
{
    struct slice value;
    if (!source_option(s, option, &value))
        return;
    put_word(to, slice_of(flag));
    put_word(to, value);
}

static void command(const struct source *s, struct text *to)
{
    text_add(to, source_argv(s));
}

static void ssh(const struct source *s, struct text *to)
{
    struct slice value;
    put_word(to, SLICE(PROGRAMS_SELF));
    put_word(to, SLICE("roam"));
    put_flag(to, s, "alive-interval", "-a");
    put_flag(to, s, "interval", "-I");
    put_flag(to, s, "socket-name", "-L");
    put_flag(to, s, "escape", "-e");
    if (source_option(s, "multiplexer", &value) && !slice_equal(value, SLICE("tmux")))
        put_word(to, slice_equal(value, SLICE("screen")) ? SLICE("-S") : SLICE("--none"));
    if (source_yes(s, "require-forward"))
        put_word(to, SLICE("--require-forward"));
    put_word(to, SLICE("--"));
    if (source_option(s, "host", &value))
        put_word(to, value);
    if (source_option(s, "remote-session", &value))
        put_word(to, value);
}

/* The viewer's own session in tmux has a name that nobody else's has, whoever runs. */
static void tmux(const struct source *s, struct text *to)
{
    struct slice socket = {0}, value = {0};
    struct tmux_target target;
    char storage[LIMIT_NAME_BYTES];
    struct text as;
    uint8_t random[8] = {0};
    (void)source_option(s, "socket-name", &socket);
    (void)source_option(s, "target", &value);
    (void)tmux_read_target(value, &target);
    (void)os_random(random, sizeof random);
    text_init(&as, storage, sizeof storage);
    text_str(&as, "boundtty-");
    for (size_t i = 0; i < sizeof random; i++)
        text_hex(&as, random[i], 2);
    tmux_attach_words(to, socket, &target, text_slice(&as));
}

static void (*const words[SOURCES])(const struct source *s, struct text *to) = {
    [SOURCE_COMMAND] = command,
    [SOURCE_SSH] = ssh,
    [SOURCE_TMUX] = tmux,
};

bool programs_run(const struct source *s)
{
    return s->kind < SOURCES && words[s->kind];
}

bool programs_words(const struct source *s, struct text *to)
{
    words[s->kind](s, to);
    return !to->cut;
}

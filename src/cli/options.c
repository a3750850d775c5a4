/* Each word is looked up in the command's own names, then in those that all commands have. */
#include "cli/options.h"

#include "cli/cli.h"

#include <string.h>

static const char common[] =
    "  -T TOKENFILE  the token for a host, in its first line\n"
    "  -b BASE       the path below which that host serves\n"
    "  -S STATEDIR   the state directory of this machine's server\n"
    "\n"
    "TARGET is [[user@]host[:port]/]session[:window]; without a host it is "
    "on this machine,\n"
    "and ssh://[user@]host[:port]/session[:window] goes through ssh.\n";

int options_wrong(const struct options *o, const char *word, const char *why)
{
    cli_say(2, SLICE("boundtty "));
    cli_say(2, slice_of(o->command));
    cli_say(2, SLICE(": "));
    cli_say(2, slice_of(word));
    cli_say(2, slice_of(why));
    cli_say(2, SLICE("; try boundtty "));
    cli_say(2, slice_of(o->command));
    cli_say(2, SLICE(" -h\n"));
    return 2;
}

/* Where the option's value goes; NULL: it has none, or is not known (*known). */
static const char **find(struct options *o, const char *const names[], const char *word,
                         bool *known, bool *valued)
{
    const struct {
        const char *name;
        const char **at;
    } shared[] = {{"-T", &o->token_file}, {"-b", &o->base}, {"-S", &o->folder}};
    struct slice given = slice_of(word);
    *known = *valued = true;
    for (size_t i = 0; i < COUNT(shared); i++)
        if (strcmp(word, shared[i].name) == 0)
            return shared[i].at;
    for (size_t i = 0; names[i]; i++) {
        struct slice name = slice_of(names[i]);
        *valued = slice_ends(name, SLICE("="));
        name.len -= *valued;
        if (slice_equal(name, given))
            return &o->value[i];
    }
    *known = false;
    return NULL;
}

static bool keep_word(struct options *o, const char *word)
{
    if (o->count == OPTIONS_WORDS)
        return false;
    o->words[o->count++] = word;
    return true;
}

static int read_all(struct options *o, const char *const names[], char *const argv[])
{
    bool over = false, known, valued;
    for (size_t i = 0; argv[i]; i++) {
        const char *word = argv[i];
        if (over || word[0] != '-' || word[1] == '\0') {
            if (!keep_word(o, word))
                return options_wrong(o, word, " is one word too many");
            continue;
        }
        if (strcmp(word, "--") == 0) {
            over = true;
            o->behind = o->count;
            continue;
        }
        if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0) {
            cli_say(1, slice_of(o->usage));
            cli_say(1, slice_of(common));
            return 0;
        }
        const char **value = find(o, names, word, &known, &valued);
        if (!known)
            return options_wrong(o, word, " is not known");
        if (valued && !argv[i + 1])
            return options_wrong(o, word, " needs a value");
        *value = valued ? argv[++i] : "";
    }
    return -1;
}

int options_read(struct options *o, const char *const names[], char *const argv[])
{
    o->behind = OPTIONS_WORDS;
    int status = read_all(o, names, argv);
    if (o->behind > o->count)
        o->behind = o->count;
    return status;
}

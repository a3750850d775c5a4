/* Parses command lines. Each option is looked up among the command's own names, then among the
 * common ones. */
#include "cli/options.h"

#include "cli/exit_status.h"
#include "cli/say.h"

#include <string.h>

static const char common[] =
    "  -T TOKENFILE  the file whose first line is the token for a host\n"
    "  -b BASE       the path below which that host serves boundtty\n"
    "  -S STATEDIR   the state directory of this machine's server\n"
    "  -h            print this\n"
    "\n"
    "TARGET is [[user@]host[:port]/]session[:window]. Without a host it is on this machine;\n"
    "ssh://[user@]host[:port]/session[:window] is reached through ssh.\n";

int options_wrong(const struct options *o, const char *word, const char *why)
{
    TEXT(t, 1024);
    text_str(&t, word);
    text_str(&t, why);
    text_str(&t, "; try boundtty ");
    text_str(&t, o->command);
    text_str(&t, " -h");
    cli_error(o->command, text_slice(&t));
    return CLI_USAGE;
}

int options_at_most(const struct options *o, size_t max)
{
    return o->count <= max ? CLI_DONE : options_wrong(o, o->words[max], " is one word too many");
}

int options_usage(const struct options *o)
{
    cli_print(slice_of(o->usage));
    cli_print(slice_of(common));
    return CLI_DONE;
}

/* Returns where the option's value is stored, and whether the next word is that value; NULL if the
 * option is unknown. */
static const char **option_place(struct options *o, const char *const names[], const char *word,
                                 bool *valued)
{
    const struct {
        const char *name;
        const char **at;
    } shared[] = {{"-T", &o->token_file}, {"-b", &o->base}, {"-S", &o->folder}};
    struct slice given = slice_of(word);
    *valued = true;
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
    return NULL;
}

static bool options_add_word(struct options *o, const char *word)
{
    if (o->count == OPTIONS_WORDS_MAX)
        return false;
    o->words[o->count++] = word;
    return true;
}

/* Reads one option and its value; *i moves to the last word of them. Returns -1, or an exit status
 * after an error. */
static int read_option(struct options *o, const char *const names[], char *const argv[], size_t *i)
{
    const char *word = argv[*i];
    bool valued;
    if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0)
        return options_usage(o);
    const char **value = option_place(o, names, word, &valued);
    if (!value)
        return options_wrong(o, word, " is not known");
    if (valued && !argv[*i + 1])
        return options_wrong(o, word, " needs a value");
    if (valued)
        ++*i;
    *value = valued ? argv[*i] : "";
    return -1;
}

int options_read(struct options *o, const char *const names[], char *const argv[])
{
    bool dashes = false;
    int status = -1;
    for (size_t i = 0; argv[i] && status < 0; i++) {
        const char *word = argv[i];
        if (!dashes && strcmp(word, "--") == 0) {
            dashes = true;
            o->before_dashes = o->count;
        } else if (dashes || word[0] != '-' || word[1] == '\0') {
            if (!options_add_word(o, word))
                status = options_wrong(o, word, " is one word too many");
        } else {
            status = read_option(o, names, argv, &i);
        }
    }
    if (!dashes)
        o->before_dashes = o->count;
    return status;
}

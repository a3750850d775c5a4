/* Command lines as people write them. */
#include "check.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli_said.h"

static struct options o;
static const char *printed;

/* Reads the words, which end with NULL, with the options -s VALUE and --exit. */
static int read_words(const char *const words[])
{
    static const char *const names[] = {"-s=", "--exit", NULL};
    o = (struct options){.command = "try", .usage = "usage: boundtty try\n"};
    said_start();
    int status = options_read(&o, names, (char *const *)(uintptr_t)words);
    printed = said();
    return status;
}
#define READ(...) read_words((const char *const[]){__VA_ARGS__, NULL})

static void words(void)
{
    STORY("an empty command line sets nothing")
    {
        CHECK_U64(-1, read_words((const char *const[]){NULL}));
        CHECK_U64(0, o.count);
        CHECK_U64(0, o.before_dashes);
        CHECK(!o.token_file && !o.base && !o.folder && !o.value[0] && !o.value[1] && !o.words[0]);
        CHECK_STR("", printed);
    }
    STORY("options and words come in any order")
    {
        CHECK_U64(-1,
                  READ("a", "-s", "value", "b", "--exit", "-T", "file", "-b", "/x", "-S", "dir"));
        CHECK_U64(2, o.count);
        CHECK_U64(2, o.before_dashes);
        CHECK_STR("a", o.words[0]);
        CHECK_STR("b", o.words[1]);
        CHECK_STR("value", o.value[0]);
        CHECK_STR("", o.value[1]);
        CHECK_STR("file", o.token_file);
        CHECK_STR("/x", o.base);
        CHECK_STR("dir", o.folder);
    }
    STORY("all after -- are words, and so is a single dash")
    {
        CHECK_U64(-1, READ("-", "--", "-s", "--", "-h"));
        CHECK_U64(4, o.count);
        CHECK_U64(1, o.before_dashes);
        CHECK_STR("-", o.words[0]);
        CHECK_STR("-s", o.words[1]);
        CHECK_STR("--", o.words[2]);
        CHECK(!o.value[0]);
    }
}

static void wrong_words(void)
{
    STORY("an unknown option, a missing value and an excess word are refused")
    {
        CHECK_U64(CLI_USAGE, READ("-x", "a"));
        CHECK_STR("boundtty try: -x is not known; try boundtty try -h\n", printed);
        CHECK_U64(CLI_USAGE, READ("-s"));
        CHECK_STR("boundtty try: -s needs a value; try boundtty try -h\n", printed);
        CHECK_U64(CLI_USAGE, READ("--exit="));
        CHECK_U64(-1, READ("a", "b"));
        CHECK_U64(CLI_DONE, options_at_most(&o, 2));
        said_start();
        CHECK_U64(CLI_USAGE, options_at_most(&o, 1));
        CHECK_SAID("boundtty try: b is one word too many; try boundtty try -h\n", said());
    }
    STORY("as many words as fit are read, and no more")
    {
        static const char *many[OPTIONS_WORDS_MAX + 2];
        for (size_t i = 0; i < OPTIONS_WORDS_MAX; i++)
            many[i] = "w";
        CHECK_U64(-1, read_words(many));
        CHECK_U64(OPTIONS_WORDS_MAX, o.count);
        many[OPTIONS_WORDS_MAX] = "last";
        CHECK_U64(CLI_USAGE, read_words(many));
        CHECK_STR("boundtty try: last is one word too many; try boundtty try -h\n", printed);
    }
    STORY("-h and --help print the usage and the common options")
    {
        CHECK_U64(CLI_DONE, READ("a", "-h", "-x"));
        CHECK(strstr(printed, "usage: boundtty try\n") == printed &&
              strstr(printed, "-T TOKENFILE"));
        CHECK_U64(CLI_DONE, READ("--help"));
    }
}

int main(void)
{
    words();
    wrong_words();
    return check_end();
}

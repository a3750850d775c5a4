/* Parses the command line. All flags precede HOST; a session's name is restricted to what the
 * multiplexer keeps unchanged. */
#include "cli/roam/settings.h"

#include "cli/exit_status.h"
#include "cli/say.h"
#include "limits.h"

#include <string.h>

#define SECONDS_MAX 3600
#define COUNT_MAX 100

static const char usage[] =
    "usage: boundtty roam [-a SECONDS] [-c COUNT] [-I SECONDS] [-S] [-L NAME] [-e CHAR] [-V]\n"
    "                     [--require-forward] [--none] HOST [SESSION]\n"
    "\n"
    "ssh that reconnects: finds or makes the tmux session SESSION (main) on HOST and shows it. "
    "When the\n"
    "connection is lost it tries again, for ever. HOST is what your ssh configuration makes of "
    "it.\n"
    "  -a SECONDS         between two signs of life of the host (2)\n"
    "  -c COUNT           missing signs of life that make a loss (2)\n"
    "  -I SECONDS         at least, between the starts of two attempts (5); fractions as in 0.5\n"
    "  -S                 GNU screen instead of tmux\n"
    "  -L NAME            the name of tmux's socket (default)\n"
    "  -e CHAR            ssh's escape character\n"
    "  -V                 report how ssh ended each time, and whether the session lives\n"
    "  --require-forward  no session without all of its forwards\n"
    "  --none             no multiplexer: a login shell, which is lost with the connection\n"
    "  -h                 print this\n"
    "Exits 0 after a detach; with the remote status when the remote program has ended; 2 wrong "
    "words;\n"
    "255 given up, or no attempt would help; 128 plus the number of the signal that ended it.\n";

static int roam_wrong(const char *word, const char *why)
{
    TEXT(t, 512);
    text_str(&t, word);
    text_str(&t, why);
    cli_error("roam", text_slice(&t));
    return CLI_USAGE;
}

/* Reads the flag at argv[0]; returns how many words it took, or 0 after a printed error. */
static size_t roam_read_flag(struct roam_settings *s, char *const argv[])
{
    const struct {
        const char *name;
        bool *on;
        const char **word;
        uint64_t *number;
        bool (*read)(struct slice word, uint64_t *number);
        uint64_t max;
        const char *wrong;
    } flags[] = {
        {"-S", &s->screen, .number = NULL},
        {"-V", &s->verbose, .number = NULL},
        {"--require-forward", &s->require_forward, .number = NULL},
        {"--none", &s->plain, .number = NULL},
        {"-L", .word = &s->socket},
        {"-e", .word = &s->escape},
        {"-a", .number = &s->alive_s, .read = slice_u64, SECONDS_MAX,
         " needs a number of seconds: 1 to 3600"},
        {"-c", .number = &s->alive_count, .read = slice_u64, COUNT_MAX,
         " needs a number: 1 to 100"},
        {"-I", .number = &s->interval_ms, .read = slice_thousandths, SECONDS_MAX * 1000,
         " needs a number of seconds: 0.001 to 3600"},
    };
    size_t i = 0;
    while (i < COUNT(flags) && strcmp(argv[0], flags[i].name) != 0)
        i++;
    if (i == COUNT(flags)) {
        (void)roam_wrong(argv[0], " is not known; try boundtty roam -h");
        return 0;
    }
    if (flags[i].on) {
        *flags[i].on = true;
        return 1;
    }
    uint64_t *number = flags[i].number;
    if (!argv[1]) {
        (void)roam_wrong(argv[0], " needs a value");
        return 0;
    }
    if (!number) {
        *flags[i].word = argv[1];
    } else if (!flags[i].read(slice_of(argv[1]), number) || *number == 0 ||
               *number > flags[i].max) {
        (void)roam_wrong(argv[0], flags[i].wrong);
        return 0;
    }
    return 2;
}

static bool is_session_byte(const struct roam_settings *s, char c)
{
    bool control = (unsigned char)c < ' ' || c == 127;
    return !control && !strchr("#$\\", c) && !(c == '/' && s->screen);
}

/* Returns NULL, or why the multiplexer would not keep a name unchanged. */
static const char *roam_check_names(const struct roam_settings *s)
{
    if (strlen(s->session) == 0 || strlen(s->session) > LIMIT_NAME_BYTES)
        return "a session's name has 1 to 64 bytes";
    if (strchr("=$@%+-!{~", s->session[0]))
        return "a session's name begins with a letter or a digit";
    for (const char *c = s->session; *c; c++)
        if (!is_session_byte(s, *c))
            return "a session's name holds no control character, and none of # $ \\ (with -S no /)";
    if (strlen(s->socket) == 0 || strlen(s->socket) > LIMIT_NAME_BYTES || strchr(s->socket, '/'))
        return "a socket's name has 1 to 64 bytes, and no /";
    return NULL;
}

/* Reads HOST [SESSION]. */
static int roam_read_names(struct roam_settings *s, char *const argv[])
{
    s->host = argv[0];
    if (!s->host || s->host[0] == '-' || s->host[0] == '\0')
        return roam_wrong("HOST", " is missing: boundtty roam [flags] HOST [SESSION]");
    if (argv[1] && argv[2])
        return roam_wrong(argv[2], " is one word too many");
    if (argv[1])
        s->session = argv[1];
    const char *why = roam_check_names(s);
    return why ? roam_wrong(why, "") : -1;
}

int roam_settings_read(struct roam_settings *s, char *const argv[])
{
    *s = (struct roam_settings){.session = "main",
                                .socket = "default",
                                .alive_s = 2,
                                .alive_count = 2,
                                .interval_ms = 5000};
    while (*argv && **argv == '-' && strcmp(*argv, "--") != 0) {
        if (strcmp(*argv, "-h") == 0 || strcmp(*argv, "--help") == 0) {
            cli_print(slice_of(usage));
            return CLI_DONE;
        }
        size_t taken = roam_read_flag(s, argv);
        if (taken == 0)
            return CLI_USAGE;
        argv += taken;
    }
    if (*argv && strcmp(*argv, "--") == 0)
        argv++;
    return roam_read_names(s, argv);
}

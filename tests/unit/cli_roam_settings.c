/* Command lines of roam, and the command for the remote host. */
#include "check.h"
#include "cli/exit_status.h"
#include "cli/roam/remote.h"
#include "cli/roam/settings.h"
#include "cli_said.h"

static struct roam_settings s;
static const char *printed;

static int read_words(const char *const words[])
{
    said_start();
    int status = roam_settings_read(&s, (char *const *)(uintptr_t)words);
    printed = said();
    return status;
}
#define READ(...) read_words((const char *const[]){__VA_ARGS__, NULL})

static void settings(void)
{
    STORY("with a host alone every setting has its default")
    {
        CHECK_U64(-1, READ("pi"));
        CHECK_STR("pi", s.host);
        CHECK_STR("main", s.session);
        CHECK_STR("default", s.socket);
        CHECK_U64(2, s.alive_s);
        CHECK_U64(2, s.alive_count);
        CHECK_U64(5000, s.interval_ms);
        CHECK(!s.escape && !s.screen && !s.plain && !s.verbose && !s.require_forward);
    }
    STORY("every flag is accepted")
    {
        CHECK_U64(-1, READ("-a", "1", "-c", "100", "-I", "3600", "-S", "-L", "sock", "-e", "%",
                           "-V", "--require-forward", "--none", "--", "pi", "work"));
        CHECK_U64(1, s.alive_s);
        CHECK_U64(100, s.alive_count);
        CHECK_U64(3600000, s.interval_ms);
        CHECK(s.screen && s.plain && s.verbose && s.require_forward);
        CHECK_STR("sock", s.socket);
        CHECK_STR("%", s.escape);
        CHECK_STR("work", s.session);
    }
    STORY("-h prints the usage")
    {
        CHECK_U64(CLI_DONE, READ("-V", "-h"));
        CHECK(strstr(printed, "usage: boundtty roam") == printed);
        CHECK_U64(CLI_DONE, READ("--help"));
    }
}

static void refused(const char *const words[], const char *expected)
{
    CHECK_U64(CLI_USAGE, read_words(words));
    if (!strstr(printed, expected))
        CHECK_FAILED("expected \"%s\" in \"%s\"", expected, printed);
}
#define REFUSED(expected, ...) refused((const char *const[]){__VA_ARGS__, NULL}, expected)

static void wrong_settings(void)
{
    STORY("seconds are 1 to 3600")
    {
        REFUSED("-a needs a number of seconds: 1 to 3600", "-a", "0", "pi");
        REFUSED("-I needs a number of seconds: 0.001 to 3600", "-I", "3600.001", "pi");
        REFUSED("-I needs a number of seconds", "-I", "0.000", "pi");
        REFUSED("-I needs a number of seconds", "-I", ".5", "pi");
        REFUSED("-I needs a number of seconds", "-I", "0.", "pi");
        REFUSED("-I needs a number of seconds", "-I", "0.0005", "pi");
        CHECK_U64(-1, READ("-I", "0.5", "pi"));
        CHECK_U64(500, s.interval_ms);
        CHECK_U64(-1, READ("-I", "2.05", "pi"));
        CHECK_U64(2050, s.interval_ms);
        REFUSED("-c needs a number: 1 to 100", "-c", "0", "pi");
        REFUSED("-c needs a number: 1 to 100", "-c", "101", "pi");
        REFUSED("-a needs a number", "-a", "x", "pi");
        REFUSED("-a needs a value", "-a");
    }
    STORY("a host is required, and a third word refused")
    {
        refused((const char *const[]){NULL}, "HOST is missing");
        REFUSED("HOST is missing", "");
        REFUSED("HOST is missing", "--", "-oProxyCommand=x");
        REFUSED("c is one word too many", "pi", "b", "c");
        REFUSED("-z is not known", "-z", "pi");
    }
    STORY("a name that the multiplexer would change is refused")
    {
        char name[66];
        memset(name, 'a', sizeof name);
        name[65] = '\0';
        REFUSED("1 to 64 bytes", "pi", name);
        name[64] = '\0';
        CHECK_U64(-1, READ("pi", name));
        CHECK_U64(-1, READ("-L", name, "pi"));
        REFUSED("begins with", "pi", "-x");
        REFUSED("begins with", "pi", "=x");
        REFUSED("no control character", "pi", "a#b");
        REFUSED("no control character", "pi", "a\x1f");
        REFUSED("no control character", "pi", "a\x7f");
        REFUSED("no control character", "-S", "pi", "a/b");
        CHECK_U64(-1, READ("pi", "a/b"));
        REFUSED("a socket's name", "-L", "", "pi");
        REFUSED("a socket's name", "-L", "a/b", "pi");
    }
}

static void commands(void)
{
    static char command[ROAM_REMOTE_BYTES];
    STORY("the remote command quotes the names for the login shell")
    {
        CHECK_U64(-1, READ("-L", "so'ck", "pi", "it's:1.2"));
        CHECK(roam_remote_attach(&s, command));
        const char *end = "' 'it'\\''s_1_2' 'so'\\''ck' ''";
        CHECK(strstr(command, "exec sh -c '") == command);
        CHECK(strstr(command, "tmux -u -L \"$1\" new-session -A -s \"$0\""));
        CHECK_STR(end, command + strlen(command) - strlen(end));
        CHECK(roam_remote_lives(&s, command));
        CHECK(strstr(command, "has-session") && !strstr(command, "new-session"));
    }
    STORY("screen keeps the session's name unchanged")
    {
        CHECK_U64(-1, READ("-S", "pi", "a:1.2"));
        CHECK(roam_remote_attach(&s, command));
        CHECK(strstr(command, "' 'a:1.2' 'default'") && strstr(command, "screen -U -x"));
    }
}

int main(void)
{
    settings();
    wrong_settings();
    commands();
    return check_end();
}

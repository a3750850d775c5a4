/* The environment of a program: its contents, their precedence, and the case that it is full. */
#include "check.h"
#include "keeper/child/environment.h"
#include "keeper/core/counts.h"
#include "os/execute.h"

#include <errno.h>

static struct environment environment;
static struct source source;
static const struct os_account account = {.name = "ann", .home = "/home/ann", .shell = "/bin/ash"};
static char *nothing[] = {NULL};

/* Returns the value of a variable; "(not set)" without one. */
static const char *value(const char *name)
{
    size_t len = strlen(name);
    for (char *const *v = environment.words; *v; v++)
        if (strncmp(*v, name, len) == 0 && (*v)[len] == '=')
            return *v + len + 1;
    return "(not set)";
}

static unsigned variables(void)
{
    unsigned n = 0;
    while (environment.words[n])
        n++;
    return n;
}

static uint64_t left_out(void)
{
    uint64_t counts[KEEPER_COUNTS];
    counts_read(counts);
    return counts[KEEPER_COUNT_VARIABLES_LEFT_OUT];
}

static void clear(void)
{
    memset(&source, 0, sizeof source);
    counts_init();
}

static void set(const char *variable)
{
    CHECK(source_add(&source, SLICE("env"), slice_of(variable)));
}

static void contents(void)
{
    STORY("a program gets its terminal, its account and a path")
    {
        clear();
        CHECK_U64(0, environment_make(&environment, &source, &account, nothing));
        CHECK_STR("xterm-256color", value("TERM"));
        CHECK_STR("truecolor", value("COLORTERM"));
        CHECK_STR("/home/ann", value("HOME"));
        CHECK_STR("ann", value("USER"));
        CHECK_STR("ann", value("LOGNAME"));
        CHECK_STR("/bin/ash", value("SHELL"));
        CHECK_STR(OS_DEFAULT_PATH, value("PATH"));
        CHECK_STR(OS_DEFAULT_PATH, environment_path(&environment));
        CHECK_U64(7, variables());
    }
    STORY(
        "language, time zone and path are passed on; secrets and variables without a value are not")
    {
        char *inherited[] = {"LANG=C.UTF-8", "LC_TIME=de", "TZ=UTC",   "PATH=/opt:/bin",
                             "SECRET=1",     "LANGUAGE",   "PATHS=/x", NULL};
        clear();
        CHECK_U64(0, environment_make(&environment, &source, &account, inherited));
        CHECK_STR("C.UTF-8", value("LANG"));
        CHECK_STR("de", value("LC_TIME"));
        CHECK_STR("UTC", value("TZ"));
        CHECK_STR("/opt:/bin", environment_path(&environment));
        CHECK_STR("(not set)", value("SECRET"));
        CHECK_U64(10, variables());
        CHECK_U64(0, left_out());
    }
}

static void replaced(void)
{
    STORY("variables that the source sets replace the keeper's and are not replaced by inherited "
          "ones")
    {
        char *inherited[] = {"LANG=C", "PATH=/bin", NULL};
        clear();
        set("TERM=vt100");
        set("LANG=fr");
        set("TERMINAL=x");
        set("EMPTY=");
        set("no-value");
        CHECK_U64(0, environment_make(&environment, &source, &account, inherited));
        CHECK_STR("vt100", value("TERM"));
        CHECK_STR("fr", value("LANG"));
        CHECK_STR("x", value("TERMINAL"));
        CHECK_STR("", value("EMPTY"));
        CHECK_STR("(not set)", value("no-value"));
        CHECK_U64(10, variables());
    }
    STORY("of two values that the source sets for a variable the last one is used")
    {
        clear();
        set("A=1");
        set("A=2");
        CHECK_U64(0, environment_make(&environment, &source, &account, nothing));
        CHECK_STR("2", value("A"));
        CHECK_U64(8, variables());
    }
}

/* Returns "LANG=" with a value that makes it `size` bytes long, its NUL included. */
static char *variable_of(size_t size)
{
    static char large[LIMIT_ENVIRONMENT_BYTES + 1];
    memset(large, 'x', sizeof large);
    memcpy(large, "LANG=", 5);
    large[size - 1] = '\0';
    return large;
}

static void full(void)
{
    STORY("an inherited variable that fits to the last byte is passed on; one byte more, and it is "
          "counted")
    {
        clear();
        CHECK_U64(0, environment_make(&environment, &source, &account, nothing));
        size_t path = strlen("PATH=" OS_DEFAULT_PATH) + 1;
        size_t room = LIMIT_ENVIRONMENT_BYTES - environment.bytes.len + path;
        char *fits[] = {variable_of(room), "TZ=UTC", NULL};
        CHECK_U64(0, environment_make(&environment, &source, &account, fits));
        CHECK_U64(room - strlen("LANG=") - 1, strlen(value("LANG")));
        CHECK_STR("(not set)", value("TZ"));
        CHECK_U64(1, left_out());
        CHECK_STR(OS_DEFAULT_PATH, environment_path(&environment));
        char *large[] = {variable_of(room + 1), "TZ=UTC", NULL};
        CHECK_U64(0, environment_make(&environment, &source, &account, large));
        CHECK_STR("(not set)", value("LANG"));
        CHECK_STR("UTC", value("TZ"));
        CHECK_U64(2, left_out());
    }
    STORY("with more variables than fit, the source's are never left out without an error")
    {
        char *inherited[] = {"LANG=C", NULL};
        clear();
        for (char name[] = "A0="; environment.count < LIMIT_VARIABLES; name[1]++) {
            if (name[1] > '9') {
                name[0]++;
                name[1] = '0';
            }
            set(name);
            CHECK_U64(0, environment_make(&environment, &source, &account, nothing));
            if (check_story_failed)
                break;
        }
        set("Z9="); /* in the place of our PATH, which os_execute() knows as well */
        CHECK_U64(0, environment_make(&environment, &source, &account, inherited));
        CHECK_U64(LIMIT_VARIABLES, variables());
        CHECK_STR("(not set)", value("LANG"));
        CHECK_STR(OS_DEFAULT_PATH, environment_path(&environment));
        CHECK_U64(1, left_out());
        set("Z8=");
        CHECK_U64(E2BIG, environment_make(&environment, &source, &account, nothing));
    }
}

int main(void)
{
    contents();
    replaced();
    full();
    return check_end();
}

/* Which command was asked for. */
#include "app/serve.h"
#include "check.h"
#include "cli/cli.h"
#include "keeper/keeper.h"

#include <string.h>
#include <unistd.h>

extern char **environ;

static int say(int fd, const char *before, struct slice what, int status)
{
    TEXT(t, 2048);
    text_str(&t, before);
    text_add(&t, what);
    ssize_t n = write(fd, t.at, t.len);
    return n == (ssize_t)t.len ? status : 1;
}

static const struct {
    const char *name;
    int (*run)(char *const argv[]);
} commands[] = {
    {"attach", cli_attach}, {"health", cli_health}, {"kill", cli_kill},     {"limits", cli_limits},
    {"line", cli_line},     {"log", cli_log},       {"ls", cli_ls},         {"new", cli_new},
    {"rename", cli_rename}, {"roam", cli_roam},     {"screen", cli_screen}, {"send", cli_send},
    {"status", cli_status}, {"wait", cli_wait},
};

/* One in use, and one to read into. */
static struct config configs[2];
static char **words;

static enum config_answer read_config(struct config *to, struct text *error)
{
    int count = 0;
    while (words[count])
        count++;
    enum config_answer answer = config_read(to, count, words, environ, error);
    return answer == CONFIG_RUN && !config_secrets(to, error) ? CONFIG_WRONG : answer;
}

static const struct config *reread(const struct config *in_use, struct text *error)
{
    struct config *to = in_use == &configs[0] ? &configs[1] : &configs[0];
    return read_config(to, error) == CONFIG_RUN ? to : NULL;
}

int main(int argc, char *argv[])
{
    for (size_t i = 0; argc > 1 && i < COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argv + 2);
    words = argv;
    if (argc > 1 && strcmp(argv[1], "check") == 0)
        return check_main(&configs[0], argc - 1, argv + 1, environ);
    char storage[512];
    struct text error;
    text_init(&error, storage, sizeof storage - 1);
    switch (read_config(&configs[0], &error)) {
    case CONFIG_HELP:
        return say(1, "", slice_of(config_usage()), 0);
    case CONFIG_VERSION:
        return say(1, "boundtty " BOUNDTTY_VERSION " (" PROFILE_NAME ")\n", SLICE(""), 0);
    case CONFIG_RUN:
        return keeper_main(&configs[0], environ, app_main, reread);
    case CONFIG_WRONG:
        break;
    }
    error.size++;
    text_char(&error, '\n');
    return say(2, "boundtty: ", text_slice(&error), 2);
}

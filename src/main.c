/* The entry: finds out which command is meant, and starts the server or the command. */
#include "app/serve.h"
#include "cli/cli.h"
#include "config/check.h"
#include "config/read.h"
#include "config/secrets.h"
#include "config/usage.h"
#include "keeper/housekeeping.h"
#include "keeper/keeper.h"

#include <string.h>

extern char **environ;

static const struct {
    const char *name;
    int (*run)(char *const argv[]);
} commands[] = {
    {"attach", cli_attach}, {"health", cli_health}, {"kill", cli_kill},     {"limits", cli_limits},
    {"line", cli_line},     {"log", cli_log},       {"ls", cli_ls},         {"new", cli_new},
    {"rename", cli_rename}, {"roam", cli_roam},     {"screen", cli_screen}, {"send", cli_send},
    {"status", cli_status}, {"wait", cli_wait},
};

/* The configuration in use, and the one that a reload reads into. */
static struct config configs[2];
static char **command_line;

static enum config_answer read_config(struct config *to, struct text *error)
{
    enum config_answer answer = config_read(to, command_line, environ, NULL, error);
    return answer == CONFIG_RUN && !config_secrets(to, error) ? CONFIG_WRONG : answer;
}

static const struct config *reread(const struct config *in_use, struct text *error)
{
    struct config *to = in_use == &configs[0] ? &configs[1] : &configs[0];
    return read_config(to, error) == CONFIG_RUN ? to : NULL;
}

static void print(struct slice text)
{
    cli_say(1, text);
}

/* The exit status for a mistake in the flags or the file. */
static int refuse(struct slice sentence)
{
    cli_say(2, SLICE("boundtty: "));
    cli_say(2, sentence);
    cli_say(2, SLICE("\n"));
    return 2;
}

int main(int argc, char *argv[])
{
    TEXT(error, 512);
    for (size_t i = 0; argc > 1 && i < COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argv + 2);
    if (argc > 1 && strcmp(argv[1], "check") == 0)
        return config_check(&configs[0], argv + 1, environ, print, housekeeping_look);
    command_line = argv;
    switch (read_config(&configs[0], &error)) {
    case CONFIG_HELP:
        print(slice_of(config_usage()));
        return 0;
    case CONFIG_VERSION:
        print(SLICE("boundtty " BOUNDTTY_VERSION " (" PROFILE_NAME ")\n"));
        return 0;
    case CONFIG_RUN:
        return keeper_main(&configs[0], environ, app_main, reread);
    case CONFIG_WRONG:
        break;
    }
    return refuse(text_slice(&error));
}

/* The entry point: runs the command that argv names, or starts the keeper and server. */
#include "app/serve.h"
#include "cli/command/commands.h"
#include "cli/say.h"
#include "config/check.h"
#include "config/read.h"
#include "config/secrets.h"
#include "config/usage.h"
#include "keeper/core/signals.h"
#include "keeper/housekeeping.h"
#include "keeper/keeper.h"
#include "keeper/probe.h"
#include "term/width.h"

#include <string.h>

extern char **environ;

/* The configuration in use, and the one that a reload fills. */
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

static const struct check_looks looks = {housekeeping_check, probe_config};

/* Reports a mistake in the flags or the configuration file; returns the exit status. */
static int refuse(struct slice sentence)
{
    TEXT(t, 1024);
    text_str(&t, "boundtty: ");
    cli_put_clean(&t, sentence);
    (void)cli_say(2, text_slice(&t));
    (void)cli_say(2, SLICE("\n"));
    return 2;
}

int main(int argc, char *argv[])
{
    TEXT(error, 512);
    command_run *run = argc > 1 ? commands_find(argv[1]) : NULL;
    if (run)
        return run(argv + 2);
    if (argc > 1 && strcmp(argv[1], "check") == 0)
        return config_check(&configs[0], argv + 1, environ, cli_print, &looks);
    signals_hold();
    command_line = argv;
    switch (read_config(&configs[0], &error)) {
    case CONFIG_HELP:
        cli_print(slice_of(config_usage()));
        return 0;
    case CONFIG_VERSION:
        cli_print(SLICE("boundtty " BOUNDTTY_VERSION " (" PROFILE_NAME
                        ", Unicode " WIDTH_UNICODE_VERSION ")\n"));
        return 0;
    case CONFIG_RUN:
        return keeper_main(&configs[0], environ, app_main, reread);
    case CONFIG_WRONG:
        break;
    }
    return refuse(text_slice(&error));
}

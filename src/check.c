/* The same readers as at a start, told to go on after a mistake; nothing is mended or made. */
#include "check.h"

#include "base/clock.h"
#include "cli/cli.h"
#include "keeper/housekeeping.h"

static unsigned mistakes;

static void tell(struct slice sentence)
{
    mistakes++;
    cli_say(1, sentence);
    cli_say(1, SLICE("\n"));
}

static void tell_file(const char *name, const char *what, bool mended)
{
    TEXT(t, 2 * LIMIT_PATH_BYTES);
    text_str(&t, name);
    text_str(&t, ": ");
    text_str(&t, what);
    text_str(&t, mended ? " (mended)" : "; a start mends what is ours");
    tell(text_slice(&t));
}

int check_main(struct config *config, int argc, char *const argv[], char *const envp[])
{
    TEXT(error, 512);
    config_on_mistake(tell);
    enum config_answer answer = config_read(config, argc, argv, envp, &error);
    if (answer == CONFIG_HELP || answer == CONFIG_VERSION) {
        cli_say(1, slice_of(config_usage()));
        return 0;
    }
    if (answer == CONFIG_WRONG) {
        tell(text_slice(&error));
        return 2;
    }
    (void)housekeeping_look(config->state_dir, false, clock_unix(), tell_file);
    if (mistakes == 0)
        cli_say(1, SLICE("all is well\n"));
    return mistakes == 0 ? 0 : 1;
}

/* The table of the client's commands. */
#include "cli/command/commands.h"

#include "base/count.h"
#include "cli/attach/attach.h"
#include "cli/command/edit.h"
#include "cli/command/health.h"
#include "cli/command/limits.h"
#include "cli/command/log.h"
#include "cli/command/ls.h"
#include "cli/command/new.h"
#include "cli/command/screen.h"
#include "cli/command/send.h"
#include "cli/command/serial_line.h"
#include "cli/command/status.h"
#include "cli/command/wait.h"
#include "cli/roam/roam.h"

#include <string.h>

static const struct {
    const char *name;
    command_run *run;
} commands[] = {
    {"attach", cli_attach}, {"health", cli_health}, {"kill", cli_kill},     {"limits", cli_limits},
    {"line", cli_line},     {"log", cli_log},       {"ls", cli_ls},         {"new", cli_new},
    {"rename", cli_rename}, {"roam", cli_roam},     {"screen", cli_screen}, {"send", cli_send},
    {"status", cli_status}, {"wait", cli_wait},
};

command_run *commands_find(const char *name)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run;
    return NULL;
}

/* The usage lists the server's flags and the names of the commands, each of which has a usage of
 * its own (boundtty ls -h). */
#include "config/usage.h"

static const char usage[] =
    "usage: boundtty [-l ADDR:PORT] [-b BASE] [-t TOKENFILE] [-c CONFIG] [-s STATEDIR]\n"
    "                [--size COLSxROWS] [-- COMMAND [ARGUMENT ...]]\n"
    "       boundtty check [the same flags]\n"
    "       boundtty health [-l ADDR:PORT] [-b BASE] [-r RETRIES] [-t SECONDS]\n"
    "       boundtty limits\n"
    "       boundtty attach | ls | new | kill | line | rename | send | screen | wait | log |\n"
    "                status ...\n"
    "       boundtty roam [-a SECONDS] [-I SECONDS] [-S] [-L NAME] [-e CHAR] [-V]\n"
    "                [--require-forward] [--none] HOST [SESSION]\n"
    "       boundtty -h | -V\n"
    "\n"
    "  -l ADDR:PORT  listen there: 127.0.0.1:7681 (the default), [::1]:7681, unix:/path;\n"
    "                up to 4 times\n"
    "  -b BASE       serve everything below this path\n"
    "  -t TOKENFILE  file whose first line is the token; made if it is missing\n"
    "  -c CONFIG     configuration file, instead of /etc/boundtty.conf\n"
    "  -s STATEDIR   state directory\n"
    "  --size CxR    size of a window without a viewer (80x24)\n"
    "  -- COMMAND    what new windows run, instead of the login shell\n"
    "\n"
    "  check         print every mistake in the configuration and the state directory\n"
    "  health        ask a server for its health: exit 0 live or degraded, 1 unhealthy or silent\n"
    "  limits        print what each capacity costs, and the most memory that can ever be used\n"
    "  attach ...    sessions and windows, here and on other hosts: boundtty attach -h, ...\n"
    "  roam          ssh to a tmux session (main) that reconnects when the connection is lost\n";

const char *config_usage(void)
{
    return usage;
}

/* boundtty health: whether a server is live. */
#ifndef CLI_HEALTH_H
#define CLI_HEALTH_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_health(char *const argv[]);

#endif

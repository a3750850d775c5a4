/* boundtty health: reports whether a server is live. */
#ifndef CLI_HEALTH_H
#define CLI_HEALTH_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_health(char *const argv[]);

#endif

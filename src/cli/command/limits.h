/* boundtty limits: prints the memory that each capacity takes. */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_limits(char *const argv[]);

#endif

/* boundtty limits: the memory that each capacity takes. */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_limits(char *const argv[]);

#endif

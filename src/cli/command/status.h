/* boundtty status: prints a server's report on itself. */
#ifndef CLI_COMMAND_STATUS_H
#define CLI_COMMAND_STATUS_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_status(char *const argv[]);

#endif

/* boundtty status: what a server reports on itself. */
#ifndef CLI_COMMAND_STATUS_H
#define CLI_COMMAND_STATUS_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_status(char *const argv[]);

#endif

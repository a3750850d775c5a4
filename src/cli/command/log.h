/* boundtty log: the lines of a server's log. */
#ifndef CLI_LOG_H
#define CLI_LOG_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_log(char *const argv[]);

#endif

/* boundtty log: prints the last lines of a server's log, and with -f those that follow. */
#ifndef CLI_LOG_H
#define CLI_LOG_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_log(char *const argv[]);

#endif

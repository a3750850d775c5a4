/* boundtty kill and rename: end and name windows and sessions. */
#ifndef CLI_EDIT_H
#define CLI_EDIT_H

/* Each runs a command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_kill(char *const argv[]);
int cli_rename(char *const argv[]);

#endif

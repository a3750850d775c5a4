/* boundtty kill and rename: end and name windows and sessions. */
#ifndef CLI_EDIT_H
#define CLI_EDIT_H

/* argv: the words after the command's name, NULL after the last. Return an exit status. */
int cli_kill(char *const argv[]);
int cli_rename(char *const argv[]);

#endif

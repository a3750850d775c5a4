/* boundtty new: opens a window. */
#ifndef CLI_NEW_H
#define CLI_NEW_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_new(char *const argv[]);

#endif

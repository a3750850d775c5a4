/* boundtty new: opens a window. */
#ifndef CLI_NEW_H
#define CLI_NEW_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_new(char *const argv[]);

#endif

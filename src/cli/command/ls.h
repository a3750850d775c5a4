/* boundtty ls: lists sessions and windows. */
#ifndef CLI_LS_H
#define CLI_LS_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_ls(char *const argv[]);

#endif

/* boundtty ls: lists sessions and windows. */
#ifndef CLI_LS_H
#define CLI_LS_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_ls(char *const argv[]);

#endif

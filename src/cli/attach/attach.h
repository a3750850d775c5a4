/* boundtty attach: shows a window in this terminal, or connects standard input and output to the server. */
#ifndef CLI_ATTACH_H
#define CLI_ATTACH_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_attach(char *const argv[]);

#endif

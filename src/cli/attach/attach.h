/* boundtty attach: shows a window in this terminal, or connects standard input and output to the
 * server. */
#ifndef CLI_ATTACH_H
#define CLI_ATTACH_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_attach(char *const argv[]);

#endif

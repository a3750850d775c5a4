/* boundtty send: types a text, or keys by their names, into a window. */
#ifndef CLI_SEND_H
#define CLI_SEND_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_send(char *const argv[]);

#endif

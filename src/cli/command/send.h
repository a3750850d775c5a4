/* boundtty send: types into a window. */
#ifndef CLI_SEND_H
#define CLI_SEND_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_send(char *const argv[]);

#endif

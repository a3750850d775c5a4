/* boundtty wait: waits for a text in a window, or for the end of its program. */
#ifndef CLI_WAIT_H
#define CLI_WAIT_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_wait(char *const argv[]);

#endif

/* boundtty wait: waits for a text in a window, or for the end of its program. */
#ifndef CLI_WAIT_H
#define CLI_WAIT_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_wait(char *const argv[]);

#endif

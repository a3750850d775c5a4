/* boundtty screen: prints the text of a window, and lines of its history. */
#ifndef CLI_COMMAND_SCREEN_H
#define CLI_COMMAND_SCREEN_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_screen(char *const argv[]);

#endif

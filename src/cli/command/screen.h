/* boundtty screen: prints a window's text. */
#ifndef CLI_COMMAND_SCREEN_H
#define CLI_COMMAND_SCREEN_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_screen(char *const argv[]);

#endif

/* The commands beside the server: boundtty COMMAND. Each is given the words behind its
 * name, and returns its exit status. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/text.h"

/* Writes it whole, as far as the descriptor takes it. */
void cli_say(int fd, struct slice text);
/* What each capacity costs, and the most that both processes can ever take. */
int cli_limits(char *const argv[]);
/* Asks a server how it is. */
int cli_health(char *const argv[]);
/* Sessions and windows, here or on another host. */
int cli_attach(char *const argv[]);
int cli_line(char *const argv[]);
int cli_ls(char *const argv[]);
int cli_new(char *const argv[]);
int cli_kill(char *const argv[]);
int cli_rename(char *const argv[]);
int cli_send(char *const argv[]);
int cli_screen(char *const argv[]);
int cli_wait(char *const argv[]);
/* What a server says of itself. */
int cli_log(char *const argv[]);
int cli_status(char *const argv[]);
/* ssh that comes back when the line was lost: roam.c. */
int cli_roam(char *const argv[]);

#endif

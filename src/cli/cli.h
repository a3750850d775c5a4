/* The commands beside the server: boundtty COMMAND. Each returns its exit status. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/text.h"

/* Writes it whole, as far as the descriptor takes it. */
void cli_say(int fd, struct slice text);
/* What each capacity costs, and the most that both processes can ever take. */
int cli_limits(void);

#endif

/* boundtty check: every mistake in the configuration, and whether the state directory is in order,
 * without starting anything. */
#ifndef BOUNDTTY_CHECK_H
#define BOUNDTTY_CHECK_H

#include "config/config.h"

/* Reads into config. Flags as those of the server behind the word "check". 0: all is well; 1:
 * something is not; 2: a wrong flag. Each finding is a line on the standard output. */
int check_main(struct config *config, int argc, char *const argv[], char *const envp[]);

#endif

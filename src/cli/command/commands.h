/* The commands beside the server itself: boundtty COMMAND. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

/* Runs a command: argv are the words after its name, NULL after the last. Returns an exit status. */
typedef int command_run(char *const argv[]);

/* The command of this name; NULL: there is none. */
command_run *commands_find(const char *name);

#endif

/* The client's commands, all but the server: boundtty COMMAND. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

/* Runs a command. argv: the words after its name, NULL-terminated. Returns an exit status. */
typedef int command_run(char *const argv[]);

/* Returns the command of this name; NULL if there is none. */
command_run *commands_find(const char *name);

#endif

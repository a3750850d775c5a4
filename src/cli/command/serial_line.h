/* boundtty line: changes and prints the settings and modem lines of a serial or TCP line. */
#ifndef CLI_SERIAL_LINE_H
#define CLI_SERIAL_LINE_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_line(char *const argv[]);

#endif

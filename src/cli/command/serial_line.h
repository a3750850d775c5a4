/* boundtty line: settings and modem lines of a serial line. */
#ifndef CLI_SERIAL_LINE_H
#define CLI_SERIAL_LINE_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_line(char *const argv[]);

#endif

/* boundtty roam: ssh that reconnects. */
#ifndef CLI_ROAM_H
#define CLI_ROAM_H

/* Runs the command. argv: the words after its name, NULL-terminated. Returns an exit status. */
int cli_roam(char *const argv[]);

#endif

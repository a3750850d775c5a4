/* boundtty roam: ssh that reconnects. */
#ifndef CLI_ROAM_H
#define CLI_ROAM_H

/* argv: the words after the command's name, NULL after the last. Returns an exit status. */
int cli_roam(char *const argv[]);

#endif

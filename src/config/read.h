/* Reading the configuration: flags and a file become a struct config. */
#ifndef CONFIG_READ_H
#define CONFIG_READ_H

#include "config/file.h"
#include "config/flags.h"

/*
 * The file is the one given with -c, else /etc/boundtty.conf, else boundtty.conf in the state
 * directory; the last need not exist. A flag wins over the file. argv and envp end with NULL.
 * report: as config_read_file() has it. For CONFIG_WRONG error has one sentence, which begins with
 * file and line where it is about the file.
 */
enum config_answer config_read(struct config *c, char *const argv[], char *const envp[],
                               config_report *report, struct text *error);

#endif

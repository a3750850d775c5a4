/* Reads the configuration: flags and a file become a struct config. */
#ifndef CONFIG_READ_H
#define CONFIG_READ_H

#include "config/file.h"
#include "config/flags.h"

/*
 * The file is that of -c, else /etc/boundtty.conf, else boundtty.conf in the state directory; the
 * last need not exist. Flags take precedence over the file. argv and envp are NULL-terminated.
 * report: see config_read_file(). For CONFIG_WRONG error has one sentence, which begins with file
 * and line if it is about the file.
 */
enum config_answer config_read(struct config *c, char *const argv[], char *const envp[],
                               config_report *report, struct text *error);

/* Whether a server that runs with one of the two configurations needs no restart for the other. */
bool config_same_server(const struct config *a, const struct config *b);

#endif

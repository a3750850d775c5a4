/* The configuration file: INI, with a section [server] of keys and a section [window NAME] for
 * each window. */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "config/config.h"

/* Gets each mistake as a sentence that begins with the file and the line. */
typedef void config_report(struct slice sentence);

/* Reads the file into c. A file that does not exist is a mistake only where it is `required`.
 * With `report` every mistake is reported, and reading continues with the next line; without,
 * the first mistake ends it. False: error has a sentence. */
bool config_read_file(struct config *c, const char *path, bool required, config_report *report,
                      struct text *error);

#endif

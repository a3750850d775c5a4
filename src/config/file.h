/* Reads the configuration file: INI, with a section [server] and a section [window NAME] for each
 * window. */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "config/config.h"

/* Receives each mistake as a sentence that begins with file and line. */
typedef void config_report(struct slice sentence);

/* Reads the file into c. A missing file is an error only if it is `required`. With `report` every
 * mistake is reported, and reading continues with the next line; with NULL the first mistake ends
 * it. False: error has a sentence. */
bool config_read_file(struct config *c, const char *path, bool required, config_report *report,
                      struct text *error);

#endif

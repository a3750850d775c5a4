/* Names and texts of errno values, without strerror(), which may read a locale. */
#ifndef BASE_ERRORS_H
#define BASE_ERRORS_H

/* Returns a constant such as "no such file or directory", or "unknown error". */
const char *error_text(int error);
/* Returns a constant such as "ENOENT", or "E?" for an unknown error. */
const char *error_name(int error);

#endif

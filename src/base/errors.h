/* Names and texts of errno values, without strerror(), which may read a locale. */
#ifndef BASE_ERRORS_H
#define BASE_ERRORS_H

/* A constant such as "no such file or directory"; "unknown error" where unknown. */
const char *error_text(int error);
/* A constant such as "ENOENT"; "E?" where unknown. */
const char *error_name(int error);

#endif

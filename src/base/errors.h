/* The names of errno values, since strerror() may read a locale. */
#ifndef BASE_ERRORS_H
#define BASE_ERRORS_H

/* "no such file or directory"; "error 999" style texts are not made: unknown values give
 * "unknown error". */
const char *error_text(int error);
/* "ENOENT"; "E?" where unknown. */
const char *error_name(int error);

#endif

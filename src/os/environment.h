/* Looking up a variable of an environment. */
#ifndef OS_ENVIRONMENT_H
#define OS_ENVIRONMENT_H

/* Returns the value of the first "name=value" in envp, which ends with NULL; NULL if it is not
 * set. */
const char *os_variable(char *const envp[], const char *name);

#endif

/* One variable of an environment. */
#ifndef OS_ENVIRONMENT_H
#define OS_ENVIRONMENT_H

/* The value of the first "name=value" of envp, which ends with NULL; NULL: not set. */
const char *os_variable(char *const envp[], const char *name);

#endif

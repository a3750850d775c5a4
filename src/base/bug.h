/*
 * Assertions. A broken invariant aborts the process at once, with file and line on stderr and in
 * the log (event bug); the keeper restarts the server. An assertion never checks anything that a
 * peer can cause.
 */
#ifndef BASE_BUG_H
#define BASE_BUG_H

_Noreturn void bug_die(const char *file, int line, const char *what);

#define BUG_UNLESS(condition)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            bug_die(__FILE__, __LINE__, #condition);                                               \
    } while (0)

#endif

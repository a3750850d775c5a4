/* Broken invariants: a child of the test breaks one, and must end by SIGABRT. */
#ifndef TESTS_DIES_H
#define TESTS_DIES_H

#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Returns whether a child that calls breaks(with) dies of a bug (base/bug.h). */
static inline bool dies(void (*breaks)(void *with), void *with)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGABRT, SIG_DFL);
        (void)dup2(open("/dev/null", O_WRONLY), 2);
        breaks(with);
        _exit(0);
    }
    CHECK(waitpid(pid, &status, 0) == pid);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif

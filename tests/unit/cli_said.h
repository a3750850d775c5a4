/* Capturing standard output and standard error of a call: said_start(), the calls, then said(). */
#ifndef TESTS_CLI_SAID_H
#define TESTS_CLI_SAID_H

#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* CHECK_STR() of the result of a call, which is evaluated once. */
#define CHECK_SAID(expected, call)                                                                 \
    do {                                                                                           \
        const char *check_said = (call);                                                           \
        CHECK_STR(expected, check_said);                                                           \
    } while (0)

static int said_ends[2], said_kept[3];
static char said_text[65536];

/* Redirects both into a pipe, which holds 64 KiB. */
static inline void said_start(void)
{
    fflush(stdout);
    if (pipe(said_ends) != 0)
        return;
    for (int fd = 1; fd <= 2; fd++) {
        said_kept[fd] = dup(fd);
        dup2(said_ends[1], fd);
    }
    close(said_ends[1]);
}

/* Restores both, and returns everything written as a string. */
static inline const char *said(void)
{
    size_t len = 0;
    ssize_t n;
    for (int fd = 1; fd <= 2; fd++) {
        dup2(said_kept[fd], fd);
        close(said_kept[fd]);
    }
    while (len < sizeof said_text - 1 &&
           (n = read(said_ends[0], said_text + len, sizeof said_text - 1 - len)) > 0)
        len += (size_t)n;
    close(said_ends[0]);
    said_text[len] = '\0';
    return said_text;
}

#endif

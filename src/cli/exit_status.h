/*
 * Exit statuses of the client's commands. A command that reports the end of a program exits with
 * that program's status instead (attach, wait --exit, roam): 128 plus the signal's number if a
 * signal ended it.
 */
#ifndef CLI_EXIT_STATUS_H
#define CLI_EXIT_STATUS_H

enum exit_status {
    CLI_DONE = 0,          /* done, detached, or the pattern was found */
    CLI_REFUSED = 1,       /* the server refused, or the program or window ended first */
    CLI_USAGE = 2,         /* invalid command line, or no terminal */
    CLI_NO_TARGET = 3,     /* no such session or window */
    CLI_UNREACHABLE = 4,   /* no server there, or the connection was lost */
    CLI_TIMEOUT = 124,     /* the time to wait is over; as timeout(1) */
    CLI_NOT_STARTED = 127, /* a program that could not be started; as the shell */
    CLI_SIGNALLED = 128,   /* plus the number of the signal that ended the command; as the shell */
    CLI_LINE_LOST = 255    /* roam: given up, or no attempt would help; as ssh(1) */
};

#endif

/*
 * attach PROGRAM STATEDIR KEYS: microseconds from a keystroke to its echo, a key every 2 ms, in a
 * terminal in which boundtty attach shows a window that runs cat; compared with the terminal alone
 * (a pty whose program copies its input), the echo of a bare pty, and that of a unix socket. They
 * take turns, key by key. Prints the p50 and p99 of each.
 */
#include "bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define MOST 20000
#define EVERY_US 2000
#define KINDS 4

static const char keys[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static void copy(int in, int out)
{
    char b[4096];
    for (ssize_t n; (n = read(in, b, sizeof b)) > 0;)
        if (write(out, b, (size_t)n) != n)
            break;
    _exit(0);
}

static int socket_echo(pid_t *pid)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        fail("socketpair");
    *pid = fork();
    if (*pid == 0) {
        close(ends[0]);
        copy(ends[1], ends[1]);
    }
    close(ends[1]);
    return ends[0];
}

/* A pty that runs this program again, as a copier. */
static int pty_copy(char *self, pid_t *pid)
{
    return pty_open((char *[]){self, "--copy", NULL}, pid);
}

static void copy_raw(void)
{
    struct termios t;
    if (tcgetattr(0, &t) != 0)
        fail("tcgetattr");
    t.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
    t.c_iflag &= ~(tcflag_t)ICRNL;
    t.c_oflag &= ~(tcflag_t)OPOST;
    tcsetattr(0, TCSANOW, &t);
    if (write(1, PROMPT, sizeof PROMPT - 1) > 0)
        copy(0, 1);
}

static double through(int fd, char key)
{
    static char b[65536];
    ssize_t n;
    uint64_t start = now_us();
    if (write(fd, &key, 1) != 1)
        fail("write");
    do
        n = read(fd, b, sizeof b);
    while (n > 0 && !memchr(b, key, (size_t)n));
    return (double)(now_us() - start);
}

static void next_line(int attached, int bare)
{
    pty_type(attached, "\r");
    pty_type(bare, "\r");
    pty_until(attached, "wxyz");
    pty_until(bare, "z\r\n");
    sleep_us(40000);
}

int main(int argc, char **argv)
{
    static double samples[KINDS][MOST];
    static const char *const names[KINDS] = {"attach", "terminal", "pty", "socket"};
    int fds[KINDS];
    pid_t pids[KINDS];
    if (argc == 2 && strcmp(argv[1], "--copy") == 0)
        copy_raw();
    if (argc < 4)
        fail("attach PROGRAM STATEDIR KEYS");
    size_t count = (size_t)atoi(argv[3]) < MOST ? (size_t)atoi(argv[3]) : MOST;
    fds[0] = pty_open((char *[]){argv[1], "attach", "-S", argv[2], "main", NULL}, &pids[0]);
    pty_until(fds[0], PROMPT);
    pty_type(fds[0], "clear; cat\r");
    sleep_us(500000);
    fds[1] = pty_copy(argv[0], &pids[1]);
    pty_until(fds[1], PROMPT);
    fds[2] = pty_open((char *[]){"cat", NULL}, &pids[2]);
    fds[3] = socket_echo(&pids[3]);
    uint64_t next = now_us();
    for (size_t i = 0; i < count; i++) {
        char key = keys[i % (sizeof keys - 1)];
        for (size_t k = 0; k < KINDS; k++) {
            uint64_t now = now_us();
            if (now < next)
                sleep_us(next - now);
            next = now_us() + EVERY_US;
            samples[k][i] = through(fds[k], key);
        }
        if (key == 'z')
            next_line(fds[0], fds[2]);
    }
    pty_type(fds[0], "\r\x04");
    pty_until(fds[0], PROMPT);
    for (size_t k = 0; k < KINDS; k++) {
        printf("%s %.0f %.0f\n", names[k], at_fraction(samples[k], count, 0.5),
               at_fraction(samples[k], count, 0.99));
        kill(pids[k], SIGKILL);
    }
    return 0;
}

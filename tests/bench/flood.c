/*
 * flood PORT TOKEN FILE ROUNDS [TMUX]: MB/s of "cat FILE" from the typed command to the end mark
 * seen, in a window with one viewer, in a bare pty, and in a tmux server on the socket TMUX. The
 * rounds take turns, so that all see the same machine.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 64
#define MARK "the-end-42"

static char command[512];

static double in_pty(char *const argv[])
{
    pid_t pid;
    int fd = pty_open(argv, &pid);
    pty_until(fd, PROMPT);
    uint64_t start = now_us();
    pty_type(fd, command);
    pty_until(fd, MARK);
    uint64_t took = now_us() - start;
    pty_type(fd, "exit\r");
    sleep_us(50000);
    pty_close(fd, pid);
    return (double)took;
}

static double in_window(int port, const char *token)
{
    static struct viewer v;
    viewer_open(&v, port, token, "/ws", true, 0);
    viewer_type(&v, "clear\r");
    viewer_quiet(&v, 300);
    uint64_t start = now_us();
    viewer_type(&v, command);
    if (!viewer_until(&v, MARK, 120000))
        fail("the end mark never came");
    uint64_t took = now_us() - start;
    close(v.fd);
    return (double)took;
}

int main(int argc, char **argv)
{
    double pty[MOST], window[MOST], tmux[MOST];
    struct stat file;
    if (argc < 5 || stat(argv[3], &file) != 0)
        fail("flood PORT TOKEN FILE ROUNDS [TMUX]");
    snprintf(command, sizeof command, "cat %s; echo the-end-$((6*7))\r", argv[3]);
    size_t rounds = (size_t)atoi(argv[4]) < MOST ? (size_t)atoi(argv[4]) : MOST;
    char *shell[] = {"sh", NULL};
    char *inside[] = {"tmux",        "-S",  argc > 5 ? argv[5] : "", "-f", "/dev/null",
                      "new-session", "env", "PS1=" PROMPT,           "sh", NULL};
    for (size_t i = 0; i < rounds; i++) {
        double mb = (double)file.st_size;
        pty[i] = mb / in_pty(shell);
        window[i] = mb / in_window(atoi(argv[1]), argv[2]);
        tmux[i] = argc > 5 ? mb / in_pty(inside) : 0;
    }
    printf("%.1f %.1f %.1f\n", at_fraction(window, rounds, 0.5), at_fraction(pty, rounds, 0.5),
           at_fraction(tmux, rounds, 0.5));
    return 0;
}

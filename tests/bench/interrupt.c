/*
 * interrupt PORT TOKEN DIALECT RATE COMMAND: seconds from Ctrl-C to the prompt, during a command
 * that floods, for a viewer that reads RATE bytes a second, and the bytes of one frame of that
 * flood. The slowest of three rounds. DIALECT is v1 or tty.
 */
#define _GNU_SOURCE /* memmem */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS 3
#define FLOOD_US 1500000

/* Watches the flood; returns the bytes of its last frame. */
static size_t flood(struct viewer *v)
{
    static char text[65536];
    uint64_t end = now_us() + FLOOD_US;
    uint8_t *m;
    size_t n, frame = 0;
    bool prompt = true;
    while (now_us() < end) {
        if (!viewer_next(v, &m, &n, 100))
            continue;
        size_t len = viewer_text(v, m, n, text, sizeof text);
        if (len == 0)
            continue;
        frame = n;
        prompt = memmem(text, len, PROMPT, strlen(PROMPT)) != NULL;
    }
    if (prompt)
        fail("the command does not flood");
    return frame;
}

static double interrupt(struct viewer *v, const char *command, size_t *frame)
{
    viewer_type(v, "clear\r");
    viewer_quiet(v, 500);
    viewer_type(v, command);
    viewer_type(v, "\r");
    *frame = flood(v);
    uint64_t start = now_us();
    viewer_type(v, "\x03");
    if (!viewer_until(v, PROMPT, 300000))
        fail("the prompt never came");
    return (double)(now_us() - start) / 1e6;
}

int main(int argc, char **argv)
{
    static struct viewer v;
    double slowest = 0;
    size_t frame = 0;
    if (argc < 6)
        fail("interrupt PORT TOKEN DIALECT RATE COMMAND");
    viewer_open(&v, atoi(argv[1]), argv[2], "/ws", strcmp(argv[3], "v1") == 0,
                (size_t)atoi(argv[4]));
    for (int i = 0; i < ROUNDS; i++) {
        double took = interrupt(&v, argv[5], &frame);
        slowest = took > slowest ? took : slowest;
    }
    printf("%.3f %zu\n", slowest, frame);
    close(v.fd);
    return 0;
}

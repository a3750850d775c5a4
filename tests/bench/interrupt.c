/*
 * interrupt PORT TOKEN DIALECT RATE: seconds from Ctrl-C to the prompt, after 3 s of "yes", at a
 * viewer that reads RATE bytes a second. DIALECT is v1 or tty.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static struct viewer v;
    if (argc < 5)
        fail("interrupt PORT TOKEN DIALECT RATE");
    viewer_open(&v, atoi(argv[1]), argv[2], "/ws", strcmp(argv[3], "v1") == 0,
                (size_t)atoi(argv[4]));
    viewer_type(&v, "clear\r");
    viewer_quiet(&v, 500);
    viewer_type(&v, "yes\r");
    uint64_t end = now_us() + 3000000;
    uint8_t *m;
    size_t n;
    while (now_us() < end)
        viewer_next(&v, &m, &n, 100);
    uint64_t start = now_us();
    viewer_type(&v, "\x03");
    if (!viewer_until(&v, PROMPT, 300000))
        fail("the prompt never came");
    printf("%.3f\n", (double)(now_us() - start) / 1e6);
    close(v.fd);
    return 0;
}

/* term-bench FILE N: how fast the engine takes a file, fed N times to a terminal of 80x24. */
#include "base/clock.h"
#include "term/term.h"
#include "term/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: term-bench [-s COLSxROWS] FILE N\n"
                            "Feeds FILE N times to a terminal of 80x24, or of the size given, and\n"
                            "prints MB/s (millions of bytes a second).\n";

static struct term term;
static struct undo undo;
static uint8_t bytes[64 * 1024 * 1024];

static void feed(size_t len)
{
    for (size_t at = 0; at < len; at += LIMIT_CHUNK) {
        size_t n = len - at < LIMIT_CHUNK ? len - at : LIMIT_CHUNK;
        term_feed(&term, &undo, (struct slice){bytes + at, n}, 0);
        term_answered(&term);
    }
}

int main(int argc, char **argv)
{
    unsigned cols = 80, rows = 24;
    int option;
    while ((option = getopt(argc, argv, "s:h")) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            return 0;
        }
        if (option != 's' || sscanf(optarg, "%ux%u", &cols, &rows) != 2 || cols > 65535 ||
            rows > 65535) {
            fputs(usage, stderr);
            return 2;
        }
    }
    long times = argc - optind == 2 ? strtol(argv[optind + 1], NULL, 10) : 0;
    FILE *file = times > 0 ? fopen(argv[optind], "rb") : NULL;
    if (file == NULL) {
        fputs(usage, stderr);
        return 2;
    }
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    uint16_t c = (uint16_t)cols, r = (uint16_t)rows;
    term_size_clamp(&c, &r);
    term_init(&term, c, r);
    uint64_t start = clock_us();
    for (long i = 0; i < times; i++)
        feed(len);
    uint64_t us = clock_us() - start;
    double fed = (double)len * (double)times;
    printf("%.1f MB/s, %.0f bytes in %.3f s\n", us > 0 ? fed / (double)us : 0.0, fed,
           (double)us / 1e6);
    return 0;
}

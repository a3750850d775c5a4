/*
 * memory KEEPER PORT TOKEN: KiB of PSS and of private dirty memory, summed over the keeper and its
 * server: with one window and no viewer, with one viewer, with 20 (in 4 sessions), and after
 * they have disconnected.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VIEWERS 20

static struct viewer viewers[VIEWERS];

static void add(int pid, unsigned long *pss, unsigned long *dirty)
{
    char path[64], line[256];
    unsigned long kib;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *f = fopen(path, "r");
    if (!f)
        fail(path);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "Pss: %lu", &kib) == 1)
            *pss += kib;
        if (sscanf(line, "Private_Dirty: %lu", &kib) == 1)
            *dirty += kib;
    }
    fclose(f);
}

/* The server is the keeper's child of the same name; the others are programs in windows. */
static bool is_server(int pid)
{
    char path[64], name[64] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    bool yes = fgets(name, sizeof name, f) && strcmp(name, "boundtty\n") == 0;
    fclose(f);
    return yes;
}

static void print(const char *when, int keeper)
{
    char path[64];
    unsigned long pss = 0, dirty = 0;
    int pid;
    add(keeper, &pss, &dirty);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", keeper, keeper);
    FILE *f = fopen(path, "r");
    if (!f)
        fail(path);
    while (fscanf(f, "%d", &pid) == 1)
        if (is_server(pid))
            add(pid, &pss, &dirty);
    fclose(f);
    printf("%s %lu %lu\n", when, pss, dirty);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        fail("memory KEEPER PORT TOKEN");
    int keeper = atoi(argv[1]), port = atoi(argv[2]);
    sleep_us(500000);
    print("idle", keeper);
    viewer_open(&viewers[0], port, argv[3], "/ws", true, 0);
    viewer_type(&viewers[0], "ls -l /usr/bin | head -n 500\r");
    viewer_quiet(&viewers[0], 500);
    print("one", keeper);
    viewers_open(viewers, 1, VIEWERS, port, argv[3]);
    print("twenty", keeper);
    for (size_t i = 0; i < VIEWERS; i++)
        close(viewers[i].fd);
    sleep_us(500000);
    print("after", keeper);
    return 0;
}
